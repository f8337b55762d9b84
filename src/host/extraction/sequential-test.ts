/** Rates that the mixture stands on, thinner towards 0: from a hundred-thousandth to nearly 1. */
const grid: readonly number[] = Array.from({ length: 240 }, (_, at) => 10 ** (-5 + 5 * (at + 0.5) / 240)).concat([0.9999]);

/** Logarithm of the sum of exponentials. */
function logSum(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** Natural logarithm of the likelihood of `hits` in `tries`, at `rate`. */
const likelihood = (tries: number, hits: number, rate: number): number => (hits > 0 ? hits * Math.log(rate) : 0) + (tries > hits ? (tries - hits) * Math.log1p(-rate) : 0);

function evidence(tries: number, hits: number, limit: number, rates: readonly number[]): number {
  if (tries === 0 || rates.length === 0) return 0;
  return logSum(rates.map(rate => likelihood(tries, hits, rate))) - Math.log(rates.length) - likelihood(tries, hits, limit);
}

/**
 * How strongly `hits` in `tries` speak for a rate above `limit`, as the natural logarithm of a mixture likelihood ratio. While the rate is at
 * most the limit, the probability that it ever reaches `ln(1 / alpha)` is at most alpha, however often one looks (Ville's inequality; Robbins,
 * "Statistical methods related to the law of the iterated logarithm", 1970). Tries must be independent for that: failures that come in bunches
 * speak louder than they should.
 */
export const evidenceAbove = (tries: number, hits: number, limit: number): number => evidence(tries, hits, limit, grid.filter(rate => rate > limit));

/** The same for a rate below it. */
export const evidenceBelow = (tries: number, hits: number, limit: number): number => evidence(tries, hits, limit, grid.filter(rate => rate < limit));

/** The strength that stands for a probability of error. */
export const strengthOf = (alpha: number): number => Math.log(1 / alpha);
