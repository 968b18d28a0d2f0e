import type { Exchange } from './exchange.ts'

/** version.Info: which Kubernetes this server stands in for. */
export interface VersionInfo {
  readonly major: string
  readonly minor: string
  readonly emulationMajor: string
  readonly emulationMinor: string
  readonly minCompatibilityMajor: string
  readonly minCompatibilityMinor: string
  readonly gitVersion: string
  readonly gitCommit: string
  readonly gitTreeState: string
  readonly buildDate: string
  readonly goVersion: string
  readonly compiler: string
  readonly platform: string
}

/** What is told when nothing else is said. There is no Go build behind it. */
export const STANDS_IN_FOR: VersionInfo = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.1',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.26',
  compiler: 'gc',
  platform: 'linux/amd64',
}

/** `/version`: indented whoever asks. */
export function serveVersionInfo(
  exchange: Exchange,
  version: Partial<VersionInfo> | undefined,
): void {
  const body = JSON.stringify({ ...STANDS_IN_FOR, ...version }, undefined, 2)
  exchange.send(200, 'application/json', body)
}
