package incident

import "time"

// What is an incident, and what is chance.
//
// Failures come all the time: busy applications fail at random, more at noon than at
// night, and clients repeat what failed. None of that is an incident. Each finder
// compares what it sees with what chance would do, and asks for the same proof: the
// log-likelihood ratio of its explanation against chance, divided by the number of
// failures that come at a time, must pass ln(number of things looked at) + proof. What
// comes in several hours is also counted by hours, for repeats come within one.
//
//   - Burst, for each code and application: the stretch of time in which failures are
//     densest (Kulldorff's scan statistic), with minBurst failures, minRatio times as
//     dense as outside. Time is measured half in rows of the account and half in
//     hours, from the first row of the application to its last. It is no burst where
//     the rows of the account, the other failures of the application, or its habit at
//     that hour of the day explain it. Or the stretch in which failures take the place
//     of successes (the same statistic, of successes and failures): minBroken failures
//     that are no repeats, by brokenProof, while a share maxSound of the logins at most
//     succeeded, and other codes failed maxOthers times as often at most. What a client
//     repeats within minutes counts once (retryBig of it are told, as what they are).
//   - Everywhere, for each code: the same over all applications, with minEverywhere
//     failures of minApplications applications. Without the one that fails most,
//     minRest failures are left, minRatio times as dense as outside (by restProof).
//     manyApplications fail, or a share minBreadth of those that were at work then.
//     What single applications have of the code in that time is part of it. Or a code
//     has a share minBrokenShare of all rows of half of the applications and of
//     minApplications, for half of the export: no time is left to compare with.
//   - NewAddress: minNewAddress failures from an address that never succeeded, whose
//     first row comes minNewAfter and a share minNewShare of the export after its
//     begin, and whose last comes within half of the export. A burst that is of such an
//     address alone is one too. Several of one code and application are one.
//   - OneUser: minOneUser failures of one user or of one role, half of a code and
//     application or more, or a share minNarrow of a burst, where the part they have in
//     the application does not explain that: in its rows, and in its failures that no
//     other incident holds. A burst of one user is this, not a Burst.
//   - Drip: minDrip failures that no burst holds, in minSteady of dripParts equal parts
//     of the time they last, which is minDripLength and a share minDripShare of the
//     export or more. Half or more come from one address that has a smaller part in
//     the application; or they come far more evenly than chance, by the hour or by the
//     day (index of dispersion at most maxDispersion); or a share minDripRate of the
//     rows of the application fails so, minDripRatio times that of others. The last two
//     do not count for AccessTokenExpired: to renew a token then is a habit of many.
//
// A Drip whose application does nearly nothing but fail is a Burst. One user, role or
// address that has incidents with a code in several applications at the same time has
// one.
//
// Rows without an application are of no single one, unless no row has any. Failures
// without Detail (a wrong password in the user interface) and logouts make no incident.
// A blank user, role or address counts for nobody. With these thresholds nothing is
// found in thousands of made-up accounts where all is chance (TestQuiet).
const (
	proof = 12.0 // chance of e^-12 for each thing looked at

	minBurst      = 5
	minRatio      = 4.0
	maxExposure   = 0.9 // what is nearly all of the time began before the export
	maxBursts     = 4   // bursts looked for, for each code and application
	minLife       = 20  // logins of an application that succeeded, to tell since when there is one
	leastReach    = 5 * time.Minute
	mergeGapHours = 2 // bursts nearer than that, or than the longer of them lasts, are one

	minEverywhere    = 5
	minApplications  = 3
	minRest          = 3    // failures of the other applications
	restProof        = 10.0 // that they fail more too, in a time that is known
	minBreadth       = 1.0 / 3
	manyApplications = 5 // enough in any account
	maxEverywhere    = 8 // stretches looked at, for each code

	minNewAddress = 8
	minNewAfter   = 24 * time.Hour
	minNewShare   = 0.1

	minDrip       = 12
	dripParts     = 12
	minSteady     = 9
	minDripShare  = 0.25
	minDripLength = 6 * time.Hour
	maxDispersion = 0.25
	minDripUnits  = 10
	minDripRate   = 0.1
	minDripRatio  = 10.0
	minRegular    = 0.8 // failures an hour, or a day, for regularity to be seen

	brokenProof    = 10.0
	togetherLength = 2 * time.Hour // of what may have begun together
	togetherPart   = 5             // of the shorter, may lie between
	retryBig       = 50            // failures that are one, repeated
	retryTimes     = 4             // as many as any other of the application
	maxOthers      = 2             // failures with other codes, for each
	maxSound       = 0.1           // of the logins of what is broken succeed
	minBroken      = 4             // failures that are no repeats
	minBrokenShare = 0.8           // of the rows of an application that is broken all the time

	maxIncidents = 500 // nobody reads more: a Detail of free text is no code

	minOneUser = 8
	minNarrow  = 0.8 // of a burst

	// usualClump and usualWeight are what is believed about repeats before any are
	// seen: 1.2 failures at a time, worth 10 failures of evidence.
	usualClump  = 1.2
	usualWeight = 10.0
	maxClump    = 6 // an incident must not pass as habit
)
