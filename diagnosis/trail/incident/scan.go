package incident

import "math"

// point is a stretch of time with failures.
type point struct {
	failures int64
	from, to float64 // exposure
	cut      bool    // no window spans its start
	hour     int64   // its start and its end, in hours since 1970
	end      int64
	cell     int // index into hunt.cells; -1 for a sum
}

// window is a run of points that is denser than the rest.
type window struct {
	first, last int // indexes into points
	failures    int64
	exposure    float64
	score       float64 // log-likelihood ratio against a common rate
	out         int64   // failures of it in an outage: almost no login succeeded, far fewer than usual
}

// densities are the multiples of the mean density that scan starts with.
var densities = []float64{1.1, 2, 6, 18, 54, 162, 486}

// scan finds the window with the highest score. For a given density, it is the run with the
// highest sum of failures - density·exposure, found in one pass. scan tries a few densities
// and refines the best one by the density of its window.
func scan(points []point, total int64) window {
	var best window
	try := func(density float64) bool {
		w := densest(points, density)
		w.score = likelihood(w.failures, total, w.exposure)
		if w.failures == 0 || w.score <= best.score {
			return false
		}
		best = w
		return true
	}
	for _, times := range densities {
		try(times * float64(total))
	}
	for range 3 {
		if best.failures == 0 || best.exposure >= 1 {
			break
		}
		inside := float64(best.failures) / best.exposure
		outside := (float64(total-best.failures) + 0.5) / (1 - best.exposure)
		if inside <= outside || !try((inside-outside)/math.Log(inside/outside)) {
			break
		}
	}
	return best
}

// leastExposure prevents a stretch without other rows from being infinitely dense.
const leastExposure = 1e-7

// densest returns the run with the highest sum of failures - density·exposure.
func densest(points []point, density float64) window {
	var best window
	var sum, most float64
	start := 0
	for i := range points {
		p := &points[i]
		if i > start {
			if sum -= density * (p.from - points[i-1].to); sum <= 0 || p.cut {
				sum, start = 0, i
			}
		}
		sum += float64(p.failures) - density*(p.to-p.from)
		if sum <= 0 {
			sum, start = 0, i+1
			continue
		}
		if sum > most {
			most, best.first, best.last = sum, start, i
		}
	}
	if most == 0 {
		return window{}
	}
	best.failures = failuresOf(points[best.first : best.last+1])
	best.exposure = max(leastExposure, points[best.last].to-points[best.first].from)
	return best
}

// likelihood is Kulldorff's log-likelihood ratio of different rates inside and outside a
// window against a common one; 0 if the inside is not denser.
func likelihood(inside, total int64, exposure float64) float64 {
	if inside <= 0 || exposure >= 1 {
		return 0
	}
	k, n := float64(inside), float64(total)
	if k <= n*exposure {
		return 0
	}
	score := k * math.Log(k/(n*exposure))
	if out := n - k; out > 0 {
		score += out * math.Log(out/(n*(1-exposure)))
	}
	return score
}

// ratio is the density inside divided by the density outside.
func (w window) ratio(total int64) float64 {
	outside := (float64(total-w.failures) + 0.5) / (1 - w.exposure)
	return float64(w.failures) / w.exposure / outside
}

func failuresOf(points []point) (sum int64) {
	for i := range points {
		sum += points[i].failures
	}
	return sum
}

// clumps is the number of failures that occur together, 1 if they are independent: the mean
// size of the stretch of a failure, minus the size expected by chance. most limits the
// difference for each stretch.
func clumps(points []point, most float64) (size float64, failures int64) {
	if failures = failuresOf(points); failures == 0 {
		return 1, 0
	}
	var sum float64
	for _, p := range points {
		expected := float64(failures) * (p.to - p.from)
		sum += float64(p.failures) * min(float64(p.failures)-expected, most)
	}
	return max(1, sum/float64(failures)), failures
}

// by adds up points over longer stretches.
func by(points []point, hours int64, s scale) []point {
	var out []point
	var before int64
	for _, p := range points {
		stretch := p.hour / hours * hours
		if n := len(out); n > 0 && out[n-1].hour == stretch {
			out[n-1].failures += p.failures
		} else {
			out = append(out, point{failures: p.failures, hour: stretch, end: stretch + hours})
		}
	}
	for i := range out {
		out[i].from = s.until(out[i].hour, before)
		before += out[i].failures
		out[i].to = s.until(out[i].end, before)
	}
	return out
}
