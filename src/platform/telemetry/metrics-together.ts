import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';

/** The metrics of one process, as `registry.getMetricsAsJSON()` gives them. */
export type MetricsPart = readonly MetricObjectWithValues<MetricValue<string>>[];

/** The metrics of several processes as one: each added up, unless it says otherwise. */
const together = (parts: readonly MetricsPart[]) => AggregatorRegistry.aggregate(parts as never);

export const textOfMetrics = (parts: readonly MetricsPart[]): Promise<string> => together(parts).metrics();

/** What must not go back when a process ends: its counters and histograms, added to those of others that have ended. */
export const endedMetrics = (parts: readonly MetricsPart[]): MetricsPart =>
  together(parts).getMetricsAsArray().map(metric => ({ ...metric }) as unknown as MetricObjectWithValues<MetricValue<string>>).filter(({ type }) => String(type) !== 'gauge');
