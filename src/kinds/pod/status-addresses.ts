// Addresses of a Pod and of its host: one, or one of each family; what was told once may be told again.
import { type Cause, internal, invalid } from '../../meta/field-errors.ts'
import { type Address, ipErrors, parseIP } from '../../meta/ip.ts'
import type { PodStatus } from '../../schema/generated/core-v1.ts'
import { goStructs } from '../go-struct.ts'

type Addresses = readonly { readonly ip: string }[]

export function checkPodAddresses(
  out: Cause[],
  { podIPs = [] }: PodStatus,
  { podIPs: old = [] }: PodStatus,
): void {
  checkForms(out, podIPs, old, 'status.podIPs')
  checkFamilies(out, podIPs, 'status.podIPs', 'core/v1.PodIP')
}

export function checkHostAddresses(
  out: Cause[],
  { hostIP = '', hostIPs = [] }: PodStatus,
  { hostIPs: old = [] }: PodStatus,
): void {
  const first = hostIPs[0]?.ip
  if (first !== undefined && first !== hostIP)
    out.push(invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`'))
  checkForms(out, hostIPs, old, 'status.hostIPs')
  checkFamilies(out, hostIPs, 'status.hostIPs', 'core/v1.HostIP')
}

function checkForms(out: Cause[], addresses: Addresses, old: Addresses, path: string): void {
  const known = new Set(old.map(({ ip }) => ip))
  for (const [index, { ip }] of addresses.entries())
    if (!known.has(ip)) out.push(...ipErrors(`${path}[${index}]`, ip, true))
}

const isIPv4 = ({ bits, isMapped }: Address): boolean => bits === 32 || isMapped

function checkFamilies(out: Cause[], addresses: Addresses, path: string, type: string): void {
  if (addresses.length < 2) return
  const read = addresses.map(({ ip }) => parseIP(ip))
  const known = read.filter(address => address !== undefined)
  if (known.length < read.length)
    out.push(internal(path, 'failed to check for dual stack with error:ip <nil> is invalid'))
  const isDual = known.length === 2 && known.filter(isIPv4).length === 1
  if (isDual && read.length === 2) return
  const text = 'may specify no more than one IP for each IP family'
  out.push(invalid(path, goStructs(type, addresses), text))
}
