// The rules of Ingresses.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { AdmissionRule, Rules } from '../../meta/kind.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  pathSegmentErrors,
  portNameErrors,
  portNumberErrors,
  wildcardSubdomainErrors,
} from '../../meta/names.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type { TypedLocalObjectReference } from '../../schema/generated/core-v1.ts'
import type {
  HTTPIngressPath,
  Ingress,
  IngressBackend,
  IngressClass,
  IngressRule,
  IngressTLS,
} from '../../schema/generated/networking-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { withStatus } from '../status.ts'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
const DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class'
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix']
const BAD_PARTS = ['//', '/./', '/../', '%2f', '%2F']
const BAD_ENDS = ['/..', '/.']
const NO_ADDRESS = 'must be a DNS name, not an IP address'

export const ingressRules: Rules<Ingress> = {
  prepareForCreate: draft => withStatus(draft, { loadBalancer: {} }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: ingress => [...validate(ingress), ...classErrors(ingress)],
  validateUpdate: next => [...metaAgain(next, true), ...validate(next)],
  warningsOnCreate: ({ metadata, spec }) =>
    metadata.annotations?.[CLASS_ANNOTATION] === undefined || spec?.ingressClassName !== undefined
      ? []
      : [
          `annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`,
        ],
}

export const ingressStatusRules: Pick<Rules<Ingress>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old) => withStatus({ ...old, metadata: next.metadata }, next.status),
  validateUpdate: ({ status }) =>
    (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }, index) => {
      const path = `status.loadBalancer.ingress[${index}]`
      return [
        ...(ip ? ipErrors(`${path}.ip`, ip, true) : []),
        ...(hostname ? balancerErrors(hostname, `${path}.hostname`) : []),
      ]
    }),
}

function validate({ spec = {} }: Ingress): Cause[] {
  const { rules = [], defaultBackend, tls = [], ingressClassName } = spec
  const causes: Cause[] = []
  if (rules.length === 0 && defaultBackend === undefined)
    causes.push(
      invalid(
        'spec',
        sentEmpty(spec, 'rules'),
        'either `defaultBackend` or `rules` must be specified',
      ),
    )
  if (defaultBackend !== undefined)
    causes.push(...backendErrors(defaultBackend, 'spec.defaultBackend'))
  for (const [index, rule] of rules.entries())
    causes.push(...ruleErrors(rule, `spec.rules[${index}]`))
  for (const [index, each] of tls.entries()) causes.push(...tlsErrors(each, `spec.tls[${index}]`))
  if (ingressClassName !== undefined)
    for (const text of dnsSubdomainErrors(ingressClassName))
      causes.push(invalid('spec.ingressClassName', ingressClassName, text))
  return causes
}

/** Who still writes the old annotation does not contradict it; only a new Ingress is asked. */
function classErrors({ metadata, spec }: Ingress): Cause[] {
  const annotated = metadata.annotations?.[CLASS_ANNOTATION]
  const named = spec?.ingressClassName
  if (annotated === undefined || named === undefined || annotated === named) return []
  return [
    invalid(
      `annotations.${CLASS_ANNOTATION}`,
      annotated,
      'must match `ingressClassName` when both are specified',
    ),
  ]
}

function ruleErrors({ host = '', http }: IngressRule, path: string): Cause[] {
  const causes = host === '' ? [] : hostErrors(host, `${path}.host`)
  if (http === undefined) return causes
  const paths = http.paths ?? []
  if (paths.length === 0) causes.push(required(`${path}.http.paths`))
  for (const [index, each] of paths.entries())
    causes.push(...pathErrors(each, `${path}.http.paths[${index}]`))
  return causes
}

function hostErrors(host: string, path: string): Cause[] {
  const causes = parseIP(host) === undefined ? [] : [invalid(path, host, NO_ADDRESS)]
  return [...causes, ...nameErrors(host, path)]
}

/** A balancer has a name of its own, so without wildcard. */
function balancerErrors(host: string, path: string): Cause[] {
  const causes = dnsSubdomainErrors(host).map(text => invalid(path, host, text))
  return parseIP(host) === undefined ? causes : [...causes, invalid(path, host, NO_ADDRESS)]
}

function nameErrors(host: string, path: string): Cause[] {
  const check = host.includes('*') ? wildcardSubdomainErrors : dnsSubdomainErrors
  return check(host).map(text => invalid(path, host, text))
}

function pathErrors(given: HTTPIngressPath, at: string): Cause[] {
  const { path = '', pathType, backend } = given
  const missing = required(`${at}.pathType`, 'pathType must be specified')
  if (pathType === undefined || pathType === null) return [missing]
  return [...pathTypeErrors(path, pathType, at), ...backendErrors(backend ?? {}, `${at}.backend`)]
}

function pathTypeErrors(path: string, type: string, at: string): Cause[] {
  if (!PATH_TYPES.includes(type)) return [notSupported(`${at}.pathType`, type, PATH_TYPES)]
  const wrong = (text: string): Cause => invalid(`${at}.path`, path, text)
  const isAbsolute = path.startsWith('/')
  if (type === 'ImplementationSpecific')
    return path === '' || isAbsolute ? [] : [wrong('must be an absolute path')]
  return [
    ...(isAbsolute ? [] : [wrong('must be an absolute path')]),
    ...BAD_PARTS.filter(part => path.includes(part)).map(part =>
      wrong(`must not contain '${part}'`),
    ),
    ...BAD_ENDS.filter(end => path.endsWith(end)).map(end => wrong(`cannot end with '${end}'`)),
  ]
}

function backendErrors({ service, resource }: IngressBackend, path: string): Cause[] {
  if (service !== undefined && resource !== undefined)
    return [invalid(path, '', 'cannot set both resource and service backends')]
  if (resource !== undefined) return resourceErrors(resource, `${path}.resource`)
  if (service === undefined) return [invalid(path, '', 'resource or service backend is required')]
  const named =
    service.name === ''
      ? [required(`${path}.service.name`)]
      : dnsLabelErrors(service.name).map(text =>
          invalid(`${path}.service.name`, service.name, text),
        )
  return [...named, ...portErrors(service.port ?? {}, path)]
}

function resourceErrors(resource: TypedLocalObjectReference, path: string): Cause[] {
  const { apiGroup, kind, name } = resource
  // One that was not sent is kept as null.
  const causes =
    typeof apiGroup === 'string'
      ? dnsSubdomainErrors(apiGroup).map(text => invalid(`${path}.apiGroup`, apiGroup, text))
      : []
  for (const [field, text] of Object.entries({ kind, name }))
    if (!text) causes.push(required(`${path}.${field}`))
    else
      for (const error of pathSegmentErrors(text))
        causes.push(invalid(`${path}.${field}`, text, error))
  return causes
}

/** What is wrong with the port of a backend as a whole is told of the backend. */
function portErrors(port: { name?: string; number?: number }, path: string): Cause[] {
  const { name = '', number = 0 } = port
  const at = `${path}.service.port`
  if (name !== '' && number !== 0)
    return [invalid(path, '', 'cannot set both port name & port number')]
  if (name !== '') return portNameErrors(name).map(text => invalid(`${at}.name`, name, text))
  if (number !== 0)
    return portNumberErrors(number).map(text => invalid(`${at}.number`, number, text))
  return [required(path, 'port name or number is required')]
}

function tlsErrors({ hosts = [], secretName }: IngressTLS, path: string): Cause[] {
  const causes = hosts.flatMap((host, index) => nameErrors(host, `${path}.hosts[${index}]`))
  if (secretName)
    for (const text of dnsSubdomainErrors(secretName))
      causes.push(invalid(`${path}.secretName`, secretName, text))
  return causes
}

/** An ingress that does not speak of a class gets the default one: the newest, then the first by name. */
export const defaultIngressClass: AdmissionRule<Ingress> = {
  name: 'DefaultIngressClass',
  mutate: (draft, old, { reader, subresource }) => {
    const says = draft.spec?.ingressClassName ?? draft.metadata.annotations?.[CLASS_ANNOTATION]
    if (old !== undefined || subresource !== '' || says !== undefined) return draft
    const classes = reader.list('networking.k8s.io/ingressclasses') as readonly IngressClass[]
    const defaults = classes.filter(
      ({ metadata }) => metadata.annotations?.[DEFAULT_ANNOTATION] === 'true',
    )
    const name = [...defaults].sort(newestFirst)[0]?.metadata.name
    return name === undefined
      ? draft
      : { ...draft, spec: { ...draft.spec, ingressClassName: name } }
  },
}

function newestFirst(a: IngressClass, b: IngressClass): number {
  const [timeA = '', timeB = ''] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp]
  if (timeA !== timeB) return timeA > timeB ? -1 : 1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}
