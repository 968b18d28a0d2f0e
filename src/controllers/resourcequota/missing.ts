// A quota on compute makes Pods state it: which containers do not.
import type { Container, Pod } from '../../schema/generated/core-v1.ts'
import { computeUsage } from './usage.ts'

const DEMANDED: ReadonlySet<string> = new Set([
  'cpu',
  'memory',
  'requests.cpu',
  'requests.memory',
  'limits.cpu',
  'limits.memory',
])

/** `limits.memory for: a,b; requests.cpu for: b`, or nothing when all is stated. */
export function missingOf(pod: Pod, hard: readonly string[]): string | undefined {
  const { containers = [], initContainers = [], resources } = pod.spec ?? {}
  if (resources?.requests !== undefined || resources?.limits !== undefined) return undefined
  const all = [...containers, ...initContainers]
  const texts = hard
    .filter(name => DEMANDED.has(name))
    .map(name => ({ name, lacking: all.filter(container => !states(container, name)) }))
    .filter(({ lacking }) => lacking.length > 0)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, lacking }) => `${name} for: ${lacking.map(one => one.name).join(',')}`)
  return texts.length === 0 ? undefined : texts.join('; ')
}

const states = ({ resources }: Container, name: string): boolean =>
  name in computeUsage(resources?.requests ?? {}, resources?.limits ?? {})
