/** What one check of the readiness has found. */
export interface Finding {
  readonly check: string;
  /** `obstacle`: the extraction must not begin; `warning`: it may, with what is said in mind. */
  readonly is: 'well' | 'warning' | 'obstacle';
  /** What was found, and for one that is not well, what to do. */
  readonly text: string;
}

export const well = (check: string, text: string): Finding => ({ check, is: 'well', text });
export const warning = (check: string, text: string): Finding => ({ check, is: 'warning', text });
export const obstacle = (check: string, text: string): Finding => ({ check, is: 'obstacle', text });

const weight = { well: 1, warning: 0.5, obstacle: 0 } as const;

/** Share of the checks that are well, 0 to 100; a warning counts half. With an obstacle at most 99. */
export const scoreOf = (findings: readonly Finding[]): number => Math.floor(100 * findings.reduce((sum, { is }) => sum + weight[is], 0) / Math.max(1, findings.length));
