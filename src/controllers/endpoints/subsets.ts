// The subsets of an Endpoints object: addresses that share their ports stand together.
import { createHash } from 'node:crypto'
import { goDump } from '../../kinds/go-dump.ts'
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Pod,
  Service,
} from '../../schema/generated/core-v1.ts'
import { isDeleting, isReady } from '../pod-state.ts'
import {
  familyOf,
  hostnameOf,
  ipsOf,
  isHeadless,
  isReachable,
  podReference,
  portIn,
  primaryFamily,
} from './selected.ts'

interface Group {
  readonly port: EndpointPort | undefined
  readonly addresses: EndpointAddress[]
  readonly notReady: EndpointAddress[]
}

export function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const groups = new Map<string, Group>()
  const all = service.spec?.publishNotReadyAddresses === true
  for (const pod of pods) {
    if (!isReachable(pod) || (isDeleting(pod) && !all)) continue
    const address = addressOf(service, pod)
    if (address === undefined) continue
    for (const port of portsOf(service, pod)) {
      const group = groupOf(groups, port)
      if (all || isReady(pod)) group.addresses.push(address)
      else group.notReady.push(address)
    }
  }
  return repack([...groups.values()])
}

/** The one address of the Service's family. */
function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const ip = ipsOf(pod).find(one => familyOf(one) === primaryFamily(service))
  if (ip === undefined) return undefined
  const hostname = hostnameOf(pod, service)
  const nodeName = pod.spec?.nodeName ?? ''
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === '' ? {} : { nodeName }),
    targetRef: podReference(pod),
  }
}

/** A headless Service may have no ports at all; its addresses count all the same. */
function portsOf(service: Service, pod: Pod): (EndpointPort | undefined)[] {
  const ports = service.spec?.ports ?? []
  if (ports.length === 0) return isHeadless(service) ? [undefined] : []
  return ports.flatMap(port => {
    const number = portIn(pod, port)
    if (number === undefined) return []
    const { name = '', protocol = 'TCP', appProtocol } = port
    return [
      {
        ...(name === '' ? {} : { name }),
        port: number,
        protocol,
        ...(appProtocol === undefined ? {} : { appProtocol }),
      },
    ]
  })
}

function groupOf(groups: Map<string, Group>, port: EndpointPort | undefined): Group {
  const key = JSON.stringify(port ?? null)
  const known = groups.get(key)
  if (known !== undefined) return known
  const made: Group = { port, addresses: [], notReady: [] }
  groups.set(key, made)
  return made
}

/** Ports that lead to the same addresses stand in one subset. */
function repack(groups: readonly Group[]): EndpointSubset[] {
  const merged = new Map<string, { group: Group; ports: EndpointPort[] }>()
  for (const group of groups) {
    group.addresses.sort(byIp)
    group.notReady.sort(byIp)
    const key = JSON.stringify([group.addresses, group.notReady])
    const known = merged.get(key) ?? { group, ports: [] }
    if (group.port !== undefined) known.ports.push(group.port)
    merged.set(key, known)
  }
  const subsets = [...merged.values()].map(({ group: { addresses, notReady }, ports }) => ({
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ...(ports.length === 0 ? {} : { ports: byHash('core/v1.EndpointPort', ports) }),
  }))
  return byHash('core/v1.EndpointSubset', subsets)
}

/** By the letters of the address, then by whose it is. */
function byIp(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1
  const [uidA, uidB] = [a.targetRef?.uid ?? '', b.targetRef?.uid ?? '']
  return uidA === uidB ? 0 : uidA < uidB ? -1 : 1
}

/** In the order of their hashes, which says nothing to anybody but is the same in Kubernetes. */
function byHash<T extends object>(type: string, values: readonly T[]): T[] {
  const hashed = values.map(value => ({ value, hash: md5(goDump(type, value)) }))
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  return hashed.map(({ value }) => value)
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
