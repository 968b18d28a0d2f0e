// What a LimitRange item says against amounts.
import { compareQuantities, isZero, nanosOf } from '../../../meta/quantity.ts'
import type { LimitRangeItem } from '../../../schema/generated/core-v1.ts'
import type { Amounts } from './pod-resources.ts'

/** Why amounts are out of bounds: the least first, then the most, then the ratio, each by name. */
export function boundErrors(item: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
  const { type } = item
  return [
    ...each(item.min, (name, bound) =>
      tooLittle(
        `minimum ${name} usage per ${type} is ${bound}`,
        bound,
        requests[name],
        limits[name],
      ),
    ),
    ...each(item.max, (name, bound) =>
      tooMuch(`maximum ${name} usage per ${type} is ${bound}`, bound, requests[name], limits[name]),
    ),
    ...each(item.maxLimitRequestRatio, (name, bound) =>
      tooUneven(
        `${name} max limit to request ratio per ${type} is ${bound}`,
        bound,
        requests[name],
        limits[name],
      ),
    ),
  ]
}

/** The same for what only asks, as claims do. */
export function requestErrors({ type, min, max }: LimitRangeItem, requests: Amounts): string[] {
  return [
    ...each(min, (name, bound) =>
      tooLittle(`minimum ${name} usage per ${type} is ${bound}`, bound, requests[name], undefined),
    ),
    ...each(max, (name, bound) =>
      tooMuchAsked(`maximum ${name} usage per ${type} is ${bound}`, bound, requests[name]),
    ),
  ]
}

const each = (
  bounds: Amounts | undefined,
  check: (name: string, bound: string) => string | undefined,
): string[] =>
  Object.entries(bounds ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, bound]) => check(name, bound) ?? [])

function tooLittle(
  rule: string,
  bound: string,
  request: string | undefined,
  limit: string | undefined,
): string | undefined {
  if (request === undefined) return `${rule}.  No request is specified`
  if (compareQuantities(request, bound) < 0) return `${rule}, but request is ${request}`
  if (limit !== undefined && compareQuantities(limit, bound) < 0)
    return `${rule}, but limit is ${limit}`
  return undefined
}

function tooMuch(
  rule: string,
  bound: string,
  request: string | undefined,
  limit: string | undefined,
): string | undefined {
  if (limit === undefined) return `${rule}.  No limit is specified`
  if (compareQuantities(limit, bound) > 0) return `${rule}, but limit is ${limit}`
  if (request !== undefined && compareQuantities(request, bound) > 0)
    return `${rule}, but request is ${request}`
  return undefined
}

function tooMuchAsked(
  rule: string,
  bound: string,
  request: string | undefined,
): string | undefined {
  if (request === undefined) return `${rule}.  No request is specified`
  return compareQuantities(request, bound) > 0 ? `${rule}, but request is ${request}` : undefined
}

function tooUneven(
  rule: string,
  bound: string,
  request: string | undefined,
  limit: string | undefined,
): string | undefined {
  if (request === undefined || isZero(request))
    return `${rule}, but no request is specified or request is 0`
  if (limit === undefined || isZero(limit))
    return `${rule}, but no limit is specified or limit is 0`
  const ratio = Number(nanosOf(limit)) / Number(nanosOf(request))
  if (ratio * Number(nanosOf('1')) <= Number(nanosOf(bound))) return undefined
  return `${rule}, but provided ratio is ${ratio.toFixed(6)}`
}
