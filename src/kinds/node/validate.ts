import { type Cause, duplicate, goJson, invalid, required } from '../../meta/field-errors.ts'
import { cidrErrors, parseCIDR } from '../../meta/ip.ts'
import { labelValueErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { isObject, type ObjectMeta } from '../../meta/object.ts'
import type { Node, NodeStatus, Taint } from '../../schema/generated/core-v1.ts'
import { goStruct } from '../go-struct.ts'
import { type Internal, readJson, readStructs } from '../json-text.ts'
import { checkText } from '../pod-template/check.ts'
import { checkQuantity } from '../pod-template/resources.ts'
import { checkEffect } from '../pod-template/tolerations.ts'

/** What is wrong with a Node that is to be made; metadata is checked elsewhere. */
export function validateNode(node: Node): Cause[] {
  const out: Cause[] = []
  checkAnnotations(out, node.metadata.annotations)
  checkTaints(out, node.spec?.taints)
  checkAmounts(out, node.status ?? {})
  checkRanges(out, node.spec?.podCIDRs)
  return out
}

/** What is looked at again when a Node changes, and its addresses. */
export function validateNodeParts(node: Node): Cause[] {
  const out: Cause[] = []
  checkAnnotations(out, node.metadata.annotations)
  checkAmounts(out, node.status ?? {})
  checkAddresses(out, node.status ?? {})
  return out
}

const AVOIDED = 'scheduler.alpha.kubernetes.io/preferAvoidPods'

/** Annotations of old: what is a field now, and what is no more. */
function checkAnnotations(out: Cause[], annotations: ObjectMeta['annotations']): void {
  const taints = annotations?.[TAINTS]
  if (taints) checkTaintsText(out, taints)
  const avoided = annotations?.[AVOIDED]
  if (avoided) checkAvoided(out, avoided)
}

const TAINTS = 'scheduler.alpha.kubernetes.io/taints'

const TAINT: Internal = {
  name: 'Taint',
  fields: { key: 'string', value: 'string', effect: 'core.TaintEffect', timeAdded: 'v1.Time' },
}

function checkTaintsText(out: Cause[], text: string): void {
  const { error, value } = readStructs(text, TAINT)
  if (error !== undefined) return void out.push(invalid('metadata.annotations', TAINTS, error))
  const taints = value.map((taint): Taint => ({ key: '', effect: '', ...taint }))
  checkTaints(out, taints, `metadata.annotations.${TAINTS}`)
}

/** How a Node refused pods once. */
function checkAvoided(out: Cause[], text: string): void {
  const read = readJson(text, 'object', 'v1.AvoidPods')
  if (read.error !== undefined)
    return void out.push(invalid('metadata.annotations.AvoidPods', AVOIDED, read.error))
  const pods = memberOf(read.value, 'preferAvoidPods')
  for (const [index, pod] of (Array.isArray(pods) ? pods : []).entries()) {
    const at = `metadata.annotations.${AVOIDED}[${index}].PodSignature`
    const controller = memberOf(memberOf(pod, 'podSignature'), 'podController')
    if (controller === undefined) out.push(required(at))
    else if (memberOf(controller, 'controller') !== true)
      out.push(invalid(`${at}.PodController.Controller`, false, 'must point to a controller'))
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) ? (value[name] ?? undefined) : undefined

/** Faults of taints stand below metadata, of all places: so they do in the real server. */
export function checkTaints(
  out: Cause[],
  taints: readonly Taint[] | undefined,
  path = 'metadata.taints',
): void {
  const seen = new Set<string>()
  for (const [index, taint] of (taints ?? []).entries()) {
    const at = `${path}[${index}]`
    checkText(out, qualifiedNameErrors, taint.key, `${at}.key`)
    const errors = labelValueErrors(taint.value ?? '')
    if (errors.length > 0) out.push(invalid(`${at}.value`, taint.value, errors.join(';')))
    checkEffect(out, taint.effect, `${at}.effect`)
    const key = `${taint.effect}/${taint.key}`
    if (seen.has(key)) out.push(repeated(taint, at))
    seen.add(key)
  }
}

function repeated(taint: Taint, path: string): Cause {
  const { reason, field } = duplicate(path, '')
  const shown = goJson(goStruct('core/v1.Taint', taint))
  return {
    reason,
    field,
    message: `Duplicate value: ${shown}: taints must be unique by key and effect pair`,
  }
}

function checkAmounts(out: Cause[], status: NodeStatus): void {
  for (const name of ['capacity', 'allocatable'] as const)
    for (const [resource, amount] of Object.entries(status[name] ?? {}))
      checkQuantity(out, resource, amount, `status.${name}.${resource}`)
}

function checkAddresses(out: Cause[], { addresses = [] }: NodeStatus): void {
  const seen = new Set<string>()
  for (const [index, address] of addresses.entries()) {
    const key = `${address.type}/${address.address}`
    if (seen.has(key))
      out.push(duplicate(`status.addresses[${index}]`, goStruct('core/v1.NodeAddress', address)))
    seen.add(key)
  }
}

/** One range of each family, and none twice. */
function checkRanges(out: Cause[], ranges: readonly string[] | undefined): void {
  if (ranges === undefined) return
  for (const [index, range] of ranges.entries())
    out.push(...cidrErrors(`spec.podCIDRs[${index}]`, range, true))
  if (ranges.length < 2) return
  const families = new Set(ranges.map(range => parseCIDR(range)?.address.bits))
  if (families.size !== 2 || ranges.length > 2)
    out.push(
      invalid('spec.podCIDRs', ranges, 'may specify no more than one CIDR for each IP family'),
    )
  for (const [index, range] of ranges.entries())
    if (ranges.indexOf(range) < index) out.push(duplicate(`spec.podCIDRs[${index}]`, range))
}
