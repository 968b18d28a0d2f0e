// Where devices are: on a node, on nodes that are selected, or everywhere; exactly one of these.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { Device, ResourceSliceSpec } from '../../schema/generated/resource-v1.ts'
import { checkNodeSelector } from '../pod-template/node-selector.ts'
import { subdomainErrors } from './names.ts'

const ONE =
  'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'
const ONE_OF_DEVICE =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec'
const UNSET_OR_TRUE = 'must be either unset or set to true'

/** The place of all devices of a slice, unless each says its own. */
export function slicePlaceErrors(spec: ResourceSliceSpec, path: string): Cause[] {
  const set: string[] = []
  const causes = [
    ...nameErrors(spec, 'must be either unset or set to a non-empty string', set, path),
    ...selectorErrors(spec, set, path),
  ]
  const terms = spec.nodeSelector?.nodeSelectorTerms
  if (spec.nodeSelector !== undefined && terms?.length !== 1)
    causes.push(
      invalid(
        `${path}.nodeSelector.nodeSelectorTerms`,
        terms ?? null,
        'must have exactly one node selector term',
      ),
    )
  causes.push(...flagErrors(spec, 'allNodes', set, path))
  causes.push(...flagErrors(spec, 'perDeviceNodeSelection', set, path))
  if (set.length === 0) causes.push(required(path, ONE))
  if (set.length > 1)
    causes.push(invalid(path, `{${set.join(', ')}}`, `${ONE}, but multiple fields are set`))
  return causes
}

/** The place of one device, which it has only where the slice leaves it to the devices. */
export function devicePlaceErrors(device: Device, isPlaced: boolean, path: string): Cause[] {
  const { nodeName, nodeSelector, allNodes } = device
  if (!isPlaced) {
    if ([nodeName, nodeSelector, allNodes].every(each => each === undefined)) return []
    const text =
      '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec'
    return [invalid(path, null, text)]
  }
  const set: string[] = []
  const causes = [
    ...nameErrors(device, 'must not be empty', set, path),
    ...selectorErrors(device, set, path),
    ...flagErrors(device, 'allNodes', set, path),
  ]
  if (set.length === 0) causes.push(required(path, ONE_OF_DEVICE))
  if (set.length > 1) causes.push(invalid(path, `{${set.join(', ')}}`, ONE_OF_DEVICE))
  return causes
}

type Place = Pick<Device, 'nodeName' | 'nodeSelector' | 'allNodes'>

function nameErrors({ nodeName }: Place, empty: string, set: string[], path: string): Cause[] {
  if (nodeName === undefined) return []
  if (nodeName === '') return [invalid(`${path}.nodeName`, nodeName, empty)]
  set.push('`nodeName`')
  return subdomainErrors(nodeName, `${path}.nodeName`)
}

function selectorErrors({ nodeSelector }: Place, set: string[], path: string): Cause[] {
  if (nodeSelector === undefined) return []
  set.push('`nodeSelector`')
  const causes: Cause[] = []
  checkNodeSelector(causes, nodeSelector, `${path}.nodeSelector`)
  return causes
}

function flagErrors<K extends string>(
  place: { readonly [key in K]?: boolean },
  field: K,
  set: string[],
  path: string,
): Cause[] {
  const value: boolean | undefined = place[field]
  if (value === undefined) return []
  if (!value) return [invalid(`${path}.${field}`, value, UNSET_OR_TRUE)]
  set.push(`\`${field}\``)
  return []
}
