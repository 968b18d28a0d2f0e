// Spreading over topologies.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { validateLabelSelector } from '../../meta/labels.ts'
import type { TopologySpreadConstraint } from '../../schema/generated/core-v1.ts'
import { checkLabelKeys } from './label-keys.ts'
import type { PodValidationOptions } from './options.ts'

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway']
const POLICIES = ['Honor', 'Ignore']
const NOT_POSITIVE = 'must be greater than zero'

export function checkSpread(
  out: Cause[],
  constraints: readonly TopologySpreadConstraint[] | undefined,
  path: string,
  options: PodValidationOptions,
): void {
  if (constraints === undefined) return
  for (const [index, constraint] of constraints.entries()) {
    const at = `${path}[${index}]`
    const {
      maxSkew = 0,
      topologyKey = '',
      whenUnsatisfiable: action = '',
      labelSelector,
    } = constraint
    if (maxSkew <= 0) out.push(invalid(`${at}.maxSkew`, maxSkew, NOT_POSITIVE))
    if (topologyKey === '') out.push(required(`${at}.topologyKey`, 'can not be empty'))
    if (!ACTIONS.includes(action))
      out.push(notSupported(`${at}.whenUnsatisfiable`, action, ACTIONS))
    const repeats = constraints
      .slice(index + 1)
      .some(other => other.topologyKey === topologyKey && other.whenUnsatisfiable === action)
    if (repeats)
      out.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`))
    checkMinDomains(out, constraint.minDomains, action, `${at}.minDomains`)
    checkPolicy(out, constraint.nodeAffinityPolicy, `${at}.nodeAffinityPolicy`)
    checkPolicy(out, constraint.nodeTaintsPolicy, `${at}.nodeTaintsPolicy`)
    checkLabelKeys(out, constraint, at)
    if (options.allowInvalidTopologySpreadSelector !== true)
      out.push(...validateLabelSelector(labelSelector, `${at}.labelSelector`))
  }
}

function checkMinDomains(
  out: Cause[],
  domains: number | undefined,
  action: string,
  path: string,
): void {
  if (domains === undefined) return
  if (domains <= 0) out.push(invalid(path, domains, NOT_POSITIVE))
  if (action !== 'DoNotSchedule')
    out.push(
      invalid(
        path,
        domains,
        `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`,
      ),
    )
}

function checkPolicy(out: Cause[], policy: string | undefined, path: string): void {
  if (policy !== undefined && !POLICIES.includes(policy))
    out.push(notSupported(path, policy, POLICIES))
}
