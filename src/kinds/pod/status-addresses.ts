// Addresses of a Pod and of its host: one of each family, and none twice.
import { type Cause, duplicate, invalid } from '../../meta/field-errors.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { PodStatus } from '../../schema/generated/core-v1.ts'
import { goStructs } from '../go-struct.ts'

type Addresses = readonly { readonly ip: string }[]

export function checkPodAddresses(out: Cause[], { podIPs = [] }: PodStatus): void {
  checkForms(out, podIPs, 'status.podIPs')
  checkFamilies(out, podIPs, 'status.podIPs', 'core/v1.PodIP')
  checkRepeated(out, podIPs, 'status.podIPs')
}

export function checkHostAddresses(out: Cause[], { hostIP = '', hostIPs = [] }: PodStatus): void {
  const first = hostIPs[0]?.ip
  if (first !== undefined && first !== hostIP)
    out.push(invalid('status.hostIPs[0].ip', first, 'must be equal to `hostIP`'))
  checkForms(out, hostIPs, 'status.hostIPs')
  checkRepeated(out, hostIPs, 'status.hostIPs')
  checkFamilies(out, hostIPs, 'status.hostIPs', 'core/v1.HostIP')
}

function checkForms(out: Cause[], addresses: Addresses, path: string): void {
  for (const [index, { ip }] of addresses.entries())
    out.push(...ipErrors(`${path}[${index}]`, ip, true))
}

function checkFamilies(out: Cause[], addresses: Addresses, path: string, type: string): void {
  if (addresses.length < 2) return
  const families = new Set(addresses.map(({ ip }) => parseIP(ip)?.bits))
  if (families.size === 2 && addresses.length === 2) return
  const text = 'may specify no more than one IP for each IP family'
  out.push(invalid(path, goStructs(type, addresses), text))
}

function checkRepeated(out: Cause[], addresses: Addresses, path: string): void {
  for (const [index, address] of addresses.entries())
    if (addresses.findIndex(({ ip }) => ip === address.ip) < index)
      out.push(duplicate(`${path}[${index}]`, { IP: address.ip }))
}
