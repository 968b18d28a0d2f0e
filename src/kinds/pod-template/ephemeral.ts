// Ephemeral containers: guests in a Pod that runs, with less of everything.
import { type Cause, duplicate, forbidden, notFoundField } from '../../meta/field-errors.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { EphemeralContainer } from '../../schema/generated/core-v1.ts'
import { checkContainer, checkImage, type Surroundings } from './containers.ts'

/** In the order in which Go has the fields. */
const REFUSED: readonly (keyof EphemeralContainer)[] = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
]
const REFUSAL = 'cannot be set for an Ephemeral Container'

export function checkEphemeralContainers(out: Cause[], around: Surroundings, path: string): void {
  const { spec } = around
  if (spec.ephemeralContainers === undefined) return
  const others = new Set(
    [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name }) => name),
  )
  const names = new Set(others)
  for (const [index, container] of spec.ephemeralContainers.entries()) {
    const at = `${path}[${index}]`
    checkContainer(out, container, around, at)
    checkImage(out, container.image ?? '', `${at}.image`)
    if (names.has(container.name)) out.push(duplicate(`${at}.name`, container.name))
    else names.add(container.name)
    const target = container.targetContainerName
    if (target && !others.has(target)) out.push(notFoundField(`${at}.targetContainerName`, target))
    for (const field of REFUSED)
      if (isSet(container, field)) out.push(forbidden(`${at}.${field}`, REFUSAL))
    for (const [mount, { subPath, subPathExpr }] of (container.volumeMounts ?? []).entries()) {
      if (subPath) out.push(forbidden(`${at}.volumeMounts[${mount}].subPath`, REFUSAL))
      if (subPathExpr) out.push(forbidden(`${at}.volumeMounts[${mount}].subPathExpr`, REFUSAL))
    }
  }
}

/** A list that was sent empty is set, `resources: {}` is what is left when nothing was. */
function isSet(container: EphemeralContainer, field: keyof EphemeralContainer): boolean {
  const value = container[field] ?? sentEmpty(container, field)
  if (value === undefined) return false
  return field !== 'resources' || Object.keys(value).length > 0
}
