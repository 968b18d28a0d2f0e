// Resources of the Pod as a whole, beside those of its containers.
import { type Cause, forbidden, invalid, notSupported } from '../../meta/field-errors.ts'
import { compareQuantities, nanosOf } from '../../meta/quantity.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { Container, PodSpec, ResourceRequirements } from '../../schema/generated/core-v1.ts'
import type { PodValidationOptions } from './options.ts'
import { isHugePages } from './resource-names.ts'
import { checkRequirements, checkResourceName } from './resources.ts'

const SUPPORTED = ['cpu', 'hugepages-', 'memory']

/** Resources that a Pod as a whole can ask for. */
export const isPodLevel = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || isHugePages(name)

export function checkPodResources(
  out: Cause[],
  spec: PodSpec,
  path: string,
  options: PodValidationOptions,
  claimNames: ReadonlySet<string>,
): void {
  const { resources } = spec
  if (resources === undefined) return
  if (spec.os?.name === 'windows')
    return void out.push(forbidden(path, 'may not be set for a windows pod'))
  if ((resources.claims ?? sentEmpty(resources, 'claims')) !== undefined)
    out.push(forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level'))
  checkRequirements(out, resources, path, options, claimNames, checkPodResourceName)
  checkConsistency(out, spec, resources, path)
}

function checkPodResourceName(out: Cause[], name: string, path: string): void {
  const before = out.length
  checkResourceName(out, name, path)
  if (out.length === before && !isPodLevel(name)) out.push(notSupported(path, name, SUPPORTED))
}

function checkConsistency(
  out: Cause[],
  spec: PodSpec,
  resources: ResourceRequirements,
  path: string,
): void {
  checkSums(out, requestsOf(spec), resources, 'requests', path)
  checkSums(out, limitsOf(spec), resources, 'limits', path)
  for (const [index, container] of (spec.containers ?? []).entries())
    for (const name in container.resources?.limits) {
      const limit = container.resources?.limits?.[name] ?? ''
      const most = resources.limits?.[name]
      if (most !== undefined && compareQuantities(limit, most) > 0)
        out.push(
          invalid(
            `${path}.containers[${index}][${name}].limits`,
            limit,
            `must be less than or equal to pod limits of ${most}`,
          ),
        )
    }
}

/** The Pod has room for its containers together; limits of theirs may exceed its own, but for huge pages. */
function checkSums(
  out: Cause[],
  sums: ReadonlyMap<string, Sum>,
  resources: ResourceRequirements,
  what: 'requests' | 'limits',
  path: string,
): void {
  for (const [name, sum] of sums) {
    const most = resources[what]?.[name]
    if (most === undefined || sum.nanos <= nanosOf(most)) continue
    if (what === 'requests' || isHugePages(name))
      out.push(
        invalid(
          `${path}.${what}[${name}]`,
          most,
          `must be greater than or equal to aggregate container ${what} of ${sum.text}`,
        ),
      )
  }
}

interface Sum {
  readonly nanos: bigint
  readonly text: string
}

/** What containers ask for together: those that run side by side, or at the start if that is more. */
export const requestsOf = (spec: PodSpec): ReadonlyMap<string, Sum> => sumOf(spec, 'requests')

/** What containers are limited to together. */
export const limitsOf = (spec: PodSpec): ReadonlyMap<string, Sum> => sumOf(spec, 'limits')

function sumOf(spec: PodSpec, what: 'requests' | 'limits'): ReadonlyMap<string, Sum> {
  const running = new Map<string, Sum>()
  for (const container of spec.containers ?? []) addTo(running, container, what)
  const sidecars = new Map<string, Sum>()
  const starting: ReadonlyMap<string, Sum>[] = []
  for (const container of spec.initContainers ?? []) {
    const during = new Map(sidecars)
    addTo(during, container, what)
    starting.push(during)
    if (container.restartPolicy !== 'Always') continue
    addTo(sidecars, container, what)
    addTo(running, container, what)
  }
  for (const during of starting)
    for (const [name, sum] of during)
      if (sum.nanos > (running.get(name)?.nanos ?? -1n)) running.set(name, sum)
  return running
}

function addTo(sums: Map<string, Sum>, container: Container, what: 'requests' | 'limits'): void {
  const amounts = container.resources?.[what]
  for (const name in amounts) {
    const text = amounts[name] ?? '0'
    const before = sums.get(name)
    const nanos = nanosOf(text) + (before?.nanos ?? 0n)
    sums.set(name, { nanos, text: before === undefined ? text : decimalOf(nanos, text) })
  }
}

const BINARY: readonly [string, bigint][] = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'].map(
  (suffix, index) => [suffix, 1n << BigInt(10 * (6 - index))],
)
const DECIMAL: readonly [string, bigint][] = [
  ['E', 10n ** 27n],
  ['P', 10n ** 24n],
  ['T', 10n ** 21n],
  ['G', 10n ** 18n],
  ['M', 10n ** 15n],
  ['k', 10n ** 12n],
  ['', 10n ** 9n],
  ['m', 10n ** 6n],
]

/** A sum in the family of units that one of its parts has. */
function decimalOf(nanos: bigint, like: string): string {
  const whole = nanos / 1_000_000_000n
  if (like.endsWith('i'))
    for (const [suffix, unit] of BINARY)
      if (whole % unit === 0n && whole !== 0n) return `${whole / unit}${suffix}`
  for (const [suffix, unit] of DECIMAL) if (nanos % unit === 0n) return `${nanos / unit}${suffix}`
  return `${(nanos + 999_999n) / 1_000_000n}m`
}
