// What containers and pods ask for and may use.
import {
  type Cause,
  duplicate,
  forbidden,
  goQuote,
  invalid,
  required,
} from '../../meta/field-errors.ts'
import { dnsLabelErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { NOT_NEGATIVE } from '../../meta/object-meta.ts'
import { compareQuantities, isNegative, isWhole, nanosOf } from '../../meta/quantity.ts'
import type { ResourceRequirements } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'
import type { PodValidationOptions } from './options.ts'
import {
  isCounted,
  isExtended,
  isHugePages,
  isNative,
  isOvercommitted,
  isStandard,
  isStandardForContainers,
} from './resource-names.ts'

export type NameCheck = (out: Cause[], name: string, path: string) => void

/** Any resource: a standard one, or one with a domain. */
export function checkResourceName(out: Cause[], name: string, path: string): void {
  const before = out.length
  checkText(out, qualifiedNameErrors, name, path)
  if (out.length > before || name.includes('/') || isStandard(name)) return
  out.push(invalid(path, name, 'must be a standard resource type or fully qualified'))
}

export function checkContainerResourceName(out: Cause[], name: string, path: string): void {
  checkResourceName(out, name, path)
  if (!name.includes('/')) {
    if (!isStandardForContainers(name))
      out.push(invalid(path, name, 'must be a standard resource for containers'))
  } else if (!isNative(name) && !isExtended(name))
    out.push(invalid(path, name, "doesn't follow extended resource name standard"))
}

/** Not below zero, and whole where only whole ones can be counted. */
export function checkQuantity(out: Cause[], name: string, quantity: string, path: string): void {
  if (isNegative(quantity)) out.push(invalid(path, quantity, NOT_NEGATIVE))
  if (isCounted(name) && !isWhole(quantity)) out.push(invalid(path, quantity, 'must be an integer'))
}

export function checkRequirements(
  out: Cause[],
  { limits, requests, claims }: ResourceRequirements,
  path: string,
  options: PodValidationOptions,
  claimNames: ReadonlySet<string>,
  checkName: NameCheck = checkContainerResourceName,
): void {
  let hugePages = false
  let others = false
  for (const name in limits) {
    const quantity = limits[name] ?? ''
    const at = `${path}.limits[${name}]`
    checkName(out, name, at)
    checkQuantity(out, name, quantity, at)
    if (isHugePages(name)) hugePages = checkHugePages(out, name, quantity, at, options)
    if (name === 'cpu' || name === 'memory') others = true
  }
  for (const name in requests) {
    const quantity = requests[name] ?? ''
    const at = `${path}.requests[${name}]`
    checkName(out, name, at)
    checkQuantity(out, name, quantity, at)
    checkAgainstLimit(out, name, quantity, limits?.[name], path)
    if (isHugePages(name)) hugePages = checkHugePages(out, name, quantity, at, options)
    if (name === 'cpu' || name === 'memory') others = true
  }
  if (hugePages && !others) out.push(forbidden(path, 'HugePages require cpu or memory'))
  if (claims !== undefined) checkClaims(out, claims, claimNames, `${path}.claims`)
}

function checkAgainstLimit(
  out: Cause[],
  name: string,
  request: string,
  limit: string | undefined,
  path: string,
): void {
  const overcommitted = isOvercommitted(name)
  if (limit === undefined) {
    if (!overcommitted)
      out.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'))
    return
  }
  const order = compareQuantities(request, limit)
  if (order !== 0 && !overcommitted)
    out.push(invalid(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`))
  else if (order > 0)
    out.push(
      invalid(
        `${path}.requests`,
        request,
        `must be less than or equal to ${name} limit of ${limit}`,
      ),
    )
}

function checkHugePages(
  out: Cause[],
  name: string,
  quantity: string,
  path: string,
  options: PodValidationOptions,
): true {
  const page = nanosOf(name.slice('hugepages-'.length))
  const divisible = page > 0n && nanosOf(quantity) % page === 0n
  if (options.allowIndivisibleHugePages !== true && !divisible)
    out.push(invalid(path, quantity, `${quantity} is not positive integer multiple of ${name}`))
  return true
}

function checkClaims(
  out: Cause[],
  claims: NonNullable<ResourceRequirements['claims']>,
  claimNames: ReadonlySet<string>,
  path: string,
): void {
  const seen = new Set<string>()
  for (const [index, { name, request = '' }] of claims.entries()) {
    const at = `${path}[${index}]`
    if (!name) {
      out.push(required(at))
      continue
    }
    if (seen.has(name)) out.push(duplicate(at, name))
    else checkClaimEntry(out, name, request, seen, at)
    if (claimNames.has(name)) continue
    const others =
      claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`
    out.push({
      reason: 'FieldValueNotFound',
      message: `Not found: ${goQuote(name)}: must be one of the names in pod.spec.resourceClaims${others}`,
      field: at,
    })
  }
}

function checkClaimEntry(
  out: Cause[],
  name: string,
  request: string,
  seen: Set<string>,
  path: string,
): void {
  if (request !== '') checkText(out, dnsLabelErrors, request, `${path}.request`)
  const key = request === '' ? name : `${name}/${request}`
  if (seen.has(key)) out.push(duplicate(path, key))
  else if (request === '')
    for (const other of seen) if (other.startsWith(`${name}/`)) out.push(duplicate(path, name))
  seen.add(key)
}
