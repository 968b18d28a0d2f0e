// From where addresses and ports of Services are taken, and which are taken already.
import { formatIP, parseCIDR, parseIP } from '../../meta/ip.ts'
import type { AdmissionContext, Reader } from '../../meta/kind.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import type { ServiceCIDR } from '../../schema/generated/networking-v1.ts'

/** Where no ServiceCIDR says otherwise. */
const DEFAULT_RANGE = '10.96.0.0/16'
export const NODE_PORTS = { first: 30_000, last: 32_767 }
/** The lower ports of the range are left to those who ask for one. */
const NODE_PORTS_ASKED_FOR = 86

export interface Range {
  readonly first: bigint
  readonly last: bigint
}

/** The addresses that may be given: neither the first nor the last of each range. */
export function addressRanges(reader: Reader): Range[] {
  const objects = reader.list('networking.k8s.io/servicecidrs') as readonly ServiceCIDR[]
  const live = objects.filter(object => object.metadata.deletionTimestamp === undefined)
  const texts = live.flatMap(object => object.spec?.cidrs ?? [])
  return (texts.length === 0 ? [DEFAULT_RANGE] : texts).flatMap(rangeOf)
}

function rangeOf(text: string): Range[] {
  const cidr = parseCIDR(text)
  if (cidr === undefined || cidr.address.bits !== 32) return []
  const size = 1n << BigInt(32 - cidr.prefixLength)
  return [{ first: cidr.address.value + 1n, last: cidr.address.value + size - 2n }]
}

export function isInRange(ranges: readonly Range[], address: string): boolean {
  const value = parseIP(address)?.value
  return value !== undefined && ranges.some(({ first, last }) => value >= first && value <= last)
}

/** Says of an IPAddress that it follows a Service, and so tells nothing that the Services do not. */
const MANAGED_BY = 'ipaddress.kubernetes.io/managed-by'

/** Addresses of all Services but the one of this uid, and those that somebody has reserved. */
export function takenAddresses(reader: Reader, uid: string | undefined): Set<string> {
  const taken = new Set<string>()
  for (const { metadata } of reader.list('networking.k8s.io/ipaddresses'))
    if (metadata.labels?.[MANAGED_BY] === undefined) taken.add(metadata.name ?? '')
  for (const service of services(reader))
    if (uid === undefined || service.metadata.uid !== uid)
      for (const address of service.spec?.clusterIPs ?? []) taken.add(address)
  return taken
}

/** Ports of the nodes that any other Service has. */
export function takenPorts(reader: Reader, uid: string | undefined): Set<number> {
  const taken = new Set<number>()
  for (const { metadata, spec } of services(reader)) {
    if (uid !== undefined && metadata.uid === uid) continue
    for (const { nodePort } of spec?.ports ?? []) if (nodePort) taken.add(nodePort)
    if (spec?.healthCheckNodePort) taken.add(spec.healthCheckNodePort)
  }
  return taken
}

const services = (reader: Reader): readonly Service[] =>
  reader.list('services') as readonly Service[]

/** An address that is free, from a place that chance chooses; the lower ones are for those who ask. */
export function freeAddress(
  ranges: readonly Range[],
  taken: ReadonlySet<string>,
  context: AdmissionContext,
): string | undefined {
  for (const { first, last } of ranges) {
    const count = Number(last - first + 1n)
    const askedFor = Math.min(Math.max(16, Math.floor(count / 16)), 256)
    const place = placeOf(count, askedFor, context)
    for (let step = 0; step < count; step++) {
      const value = first + BigInt((place + step) % count)
      const address = formatIP({ bits: 32, value, hasLeadingZero: false, isMapped: false })
      if (!taken.has(address)) return address
    }
  }
  return undefined
}

/** A port of the nodes that is free. */
export function freePort(
  taken: ReadonlySet<number>,
  context: AdmissionContext,
): number | undefined {
  const count = NODE_PORTS.last - NODE_PORTS.first + 1
  const place = placeOf(count, NODE_PORTS_ASKED_FOR, context)
  for (let step = 0; step < count; step++) {
    const port = NODE_PORTS.first + ((place + step) % count)
    if (!taken.has(port)) return port
  }
  return undefined
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** A place among `count`, past those that are left to who asks; drawn from the cluster's own chance. */
function placeOf(count: number, askedFor: number, context: AdmissionContext): number {
  let drawn = 0
  for (const letter of context.suffix(5)) drawn = drawn * ALPHABET.length + ALPHABET.indexOf(letter)
  return count > askedFor ? askedFor + (drawn % (count - askedFor)) : drawn % count
}
