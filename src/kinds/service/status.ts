// What a load balancer writes into the status of a Service.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import type { LoadBalancerIngress, Service } from '../../schema/generated/core-v1.ts'

const MODES = ['Proxy', 'VIP']

/** The status, and the metadata that came along. */
export const serviceStatusRules: Pick<Rules<Service>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old) => ({
    ...old,
    metadata: next.metadata,
    ...(next.status === undefined ? {} : { status: next.status }),
  }),
  validateUpdate: next => {
    const path = 'status.loadBalancer.ingress'
    const ingress = next.status?.loadBalancer?.ingress ?? []
    if (ingress.length > 0 && next.spec?.type !== 'LoadBalancer')
      return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
    return ingress.flatMap((each, index) => ingressErrors(each, `${path}[${index}]`))
  },
}

function ingressErrors(
  { ip = '', hostname = '', ipMode }: LoadBalancerIngress,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  if (ip !== '') causes.push(...ipErrors(`${path}.ip`, ip, true))
  if (ip !== '' && ipMode === undefined)
    causes.push(required(`${path}.ipMode`, 'must be specified when `ip` is set'))
  if (ip === '' && ipMode !== undefined)
    causes.push(forbidden(`${path}.ipMode`, 'may not be specified when `ip` is not set'))
  if (ip !== '' && ipMode !== undefined && !MODES.includes(ipMode))
    causes.push(notSupported(`${path}.ipMode`, ipMode, MODES))
  if (hostname === '') return causes
  for (const error of dnsSubdomainErrors(hostname))
    causes.push(invalid(`${path}.hostname`, hostname, error))
  if (parseIP(hostname) !== undefined)
    causes.push(invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address'))
  return causes
}
