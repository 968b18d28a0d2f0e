// Levels of Pod security, and the checks of each at a version: some came later than the levels.
import * as baseline from './baseline.ts'
import type { Check, PodParts, Violation } from './pod.ts'
import * as restricted from './restricted.ts'

export type LevelName = 'privileged' | 'baseline' | 'restricted'

export interface Level {
  readonly level: LevelName
  /** `latest` or `v1.24`, as it is told. */
  readonly version: string
}

export const levelText = ({ level, version }: Level): string => `${level}:${version}`

const LATEST = 1_000

const minorOf = (version: string): number =>
  version === 'latest' ? LATEST : Number(version.replace(/^v1\./, ''))

/** All that a Pod violates, in the order in which it is told. */
export function violations({ level, version }: Level, pod: PodParts): Violation[] {
  if (level === 'privileged') return []
  const minor = minorOf(version)
  const checks = level === 'baseline' ? baselineAt(minor) : restrictedAt(minor, pod)
  return checks.flatMap(check => check(pod) ?? [])
}

/** `reason (detail), …` */
export const violationsText = (found: readonly Violation[]): string =>
  found.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')

function baselineAt(minor: number): readonly Check[] {
  return [
    baseline.appArmorProfile,
    baseline.capabilitiesBaseline,
    baseline.hostNamespaces,
    baseline.hostPathVolumes,
    baseline.hostPorts,
    baseline.privileged,
    baseline.procMount,
    baseline.seLinuxOptions,
    ...(minor >= 19 ? [baseline.seccompProfileBaseline] : []),
    baseline.sysctlsAt(minor),
    baseline.windowsHostProcess,
  ]
}

/** What the stricter level checks in a stricter way is not checked twice. */
function restrictedAt(minor: number, pod: PodParts): readonly Check[] {
  const linuxOnly = minor < 25 || !pod.windows
  const overridden: readonly Check[] = [
    baseline.hostPathVolumes,
    ...(minor >= 22 && linuxOnly ? [baseline.capabilitiesBaseline] : []),
    ...(minor >= 19 && linuxOnly ? [baseline.seccompProfileBaseline] : []),
  ]
  return [
    ...baselineAt(minor).filter(check => !overridden.includes(check)),
    ...(minor >= 8 && linuxOnly ? [restricted.allowPrivilegeEscalation] : []),
    ...(minor >= 22 && linuxOnly ? [restricted.capabilitiesRestricted] : []),
    restricted.restrictedVolumes,
    restricted.runAsNonRoot,
    ...(minor >= 23 ? [restricted.runAsUser] : []),
    ...(minor >= 19 && linuxOnly ? [restricted.seccompProfileRestricted] : []),
  ]
}
