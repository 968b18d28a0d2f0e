// What a namespace asks of its Pods, by its labels.
import { type Cause, invalid } from '../../../meta/field-errors.ts'
import type { KubeObject } from '../../../meta/object.ts'
import type { Level, LevelName } from './levels.ts'

const PREFIX = 'pod-security.kubernetes.io'
const LEVELS: readonly string[] = ['privileged', 'baseline', 'restricted']

export interface Policy {
  readonly enforce: Level
  readonly warn: Level
}

export const ENFORCE_LABEL = `${PREFIX}/enforce`

/** Where nothing is said of warnings, they are of what is enforced. */
export function policyOf(namespace: KubeObject | undefined): Policy {
  const labels = namespace?.metadata.labels ?? {}
  const enforce = levelOf(labels, 'enforce')
  return {
    enforce,
    warn: labels[`${PREFIX}/warn`] === undefined ? enforce : levelOf(labels, 'warn'),
  }
}

/** What is no level is the strictest. */
function levelOf(labels: Readonly<Record<string, string>>, mode: string): Level {
  const level = labels[`${PREFIX}/${mode}`] ?? 'privileged'
  const version = labels[`${PREFIX}/${mode}-version`] ?? 'latest'
  return {
    level: (LEVELS.includes(level) ? level : 'restricted') as LevelName,
    version: isVersion(version) ? version : 'latest',
  }
}

const isVersion = (version: string): boolean =>
  version === 'latest' || /^v1\.(0|[1-9]\d*)$/.test(version)

/** Labels that say nothing that is understood. */
export function labelErrors(namespace: KubeObject): Cause[] {
  const labels = namespace.metadata.labels ?? {}
  return ['enforce', 'audit', 'warn'].flatMap(mode => {
    const [level, version] = [labels[`${PREFIX}/${mode}`], labels[`${PREFIX}/${mode}-version`]]
    return [
      ...(level === undefined || LEVELS.includes(level)
        ? []
        : [
            invalid(
              `metadata.labels[${PREFIX}/${mode}]`,
              level,
              `must be one of ${LEVELS.join(', ')}`,
            ),
          ]),
      ...(version === undefined || isVersion(version)
        ? []
        : [
            invalid(
              `metadata.labels[${PREFIX}/${mode}-version]`,
              version,
              'must be "latest" or "v1.x"',
            ),
          ]),
    ]
  })
}

/** Whether a level asks more than another. */
export const isStricter = (a: Level, b: Level): boolean =>
  LEVELS.indexOf(a.level) > LEVELS.indexOf(b.level) ||
  (a.level === b.level && a.version !== b.version)
