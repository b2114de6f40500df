package keys

import (
	"math/big"
	"sync"
)

// weakKey is the ID of the problem of a key that others can calculate, or could soon.
const (
	weakKey = "weak-key"
	weakFix = "Create a new key pair, map its certificate, and stop using this key."
)

func isWeak(p Problem) bool { return p.ID == weakKey }

// weakModulus returns the problem of a modulus that can be factored for the way in which its
// primes were chosen. It returns false for any other. The modulus is odd and has at most
// maxModulus bits.
func weakModulus(n *big.Int) (p Problem, weak bool) {
	p = Problem{ID: weakKey, Level: Warning, Where: "modulus", Fix: weakFix, Command: NewPairCommand}
	switch {
	case infineon(n):
		p.Title = "The RSA key has the weakness of Infineon chips and libraries (ROCA, CVE-2017-15361)"
		p.Expected, p.Got = "primes chosen at random", "a modulus that is a power of 65537 modulo all small primes"
		p.Why = "An attacker with enough computing power can calculate the private key from the certificate. Oracle's rules do not mention this."
	case closePrimes(n):
		p.Title = "The two primes of the RSA key are so close together that the private key was found (CVE-2022-26320)"
		p.Expected, p.Got = "primes far enough apart", "primes next to each other"
		p.Why = "Anyone who has the certificate can calculate the private key in a moment. Oracle's rules do not mention this."
	default:
		return p, false
	}
	return p, true
}

// The test for primes of the form k*M + 65537^a mod M, where M is the product of all small
// primes: then the modulus is a power of 65537 modulo M too (Nemec, Sys, Svenda, Klinec,
// Matyas: The Return of Coppersmith's Attack, 2017, section 2). M has at least these primes.
var (
	smallPrimes  = primesTo(167)
	smallProduct = sync.OnceValue(func() *big.Int {
		product := big.NewInt(1)
		for _, prime := range smallPrimes {
			product.Mul(product, big.NewInt(prime))
		}
		return product
	})
)

// primesTo returns the odd primes up to a number.
func primesTo(last int64) (primes []int64) {
	for n := int64(3); n <= last; n += 2 {
		if big.NewInt(n).ProbablyPrime(0) {
			primes = append(primes, n)
		}
	}
	return primes
}

// infineon reports whether the modulus is a power of 65537 modulo each of the small primes,
// with exponents that one number can have. By chance one of 2^150 is.
func infineon(n *big.Int) bool {
	rest := new(big.Int).Mod(n, smallProduct())
	type logarithm struct{ exponent, order int64 }
	var found []logarithm
	for _, prime := range smallPrimes {
		residue := new(big.Int).Mod(rest, big.NewInt(prime)).Int64()
		power := logarithm{exponent: -1}
		for value := int64(1); ; power.order++ {
			if value == residue {
				power.exponent = power.order
			}
			if value = value * 65537 % prime; value == 1 {
				power.order++
				break
			}
		}
		if power.exponent < 0 {
			return false
		}
		for _, other := range found { // the remainders of one number (Chinese remainder theorem)
			if (power.exponent-other.exponent)%gcd(power.order, other.order) != 0 {
				return false
			}
		}
		found = append(found, power)
	}
	return true
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// fermatRounds is the number of candidates for the mean of two close primes. The weak keys
// of CVE-2022-26320 need one or a few.
const fermatRounds = 100

// closePrimes reports whether n is a^2-b^2 for an a among the first above the square root,
// which is Fermat's way to factor (a-b)(a+b).
func closePrimes(n *big.Int) bool {
	mean := new(big.Int).Sqrt(n)
	square := new(big.Int).Mul(mean, mean)
	square.Sub(square, n)
	step := new(big.Int).Lsh(mean, 1)
	step.Add(step, big.NewInt(1)) // (a+1)^2 - a^2
	two, root, again := big.NewInt(2), new(big.Int), new(big.Int)
	for range fermatRounds {
		if square.Sign() >= 0 && maybeSquare(square) && again.Mul(root.Sqrt(square), root).Cmp(square) == 0 {
			return true
		}
		square.Add(square, step)
		step.Add(step, two)
	}
	return false
}

// maybeSquare excludes most numbers that are no squares by their last bits and by their
// remainder.
func maybeSquare(n *big.Int) bool {
	low := uint64(0)
	if bits := n.Bits(); len(bits) > 0 {
		low = uint64(bits[0])
	}
	if squaresOf64>>(low&63)&1 == 0 {
		return false
	}
	rest := new(big.Int).Mod(n, big.NewInt(3*5*7*11*13)).Int64()
	for _, prime := range []int64{3, 5, 7, 11, 13} {
		square := false
		for root := int64(0); root <= prime/2; root++ {
			square = square || root*root%prime == rest%prime
		}
		if !square {
			return false
		}
	}
	return true
}

// squaresOf64 has a bit for each number that is a square modulo 64.
var squaresOf64 = func() (set uint64) {
	for root := range 64 {
		set |= 1 << (root * root % 64)
	}
	return set
}()
