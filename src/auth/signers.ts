// The signers of Kubernetes itself: who may have a certificate of theirs, and for how long.
// Follows `pkg/controller/certificates/signer`.
import type { CertificateSigningRequestSpec } from '../schema/generated/certificates-v1.ts'
import { type Authorizer, resourceAttributes } from './attributes.ts'
import type { CertificateAuthority } from './ca.ts'
import {
  type CertificateRequest,
  COMMON_NAME,
  ORGANIZATION,
  parseRequest,
} from './certificate-request.ts'
import { valuesIn, valuesOf } from './der.ts'

/** A certificate in PEM, or why there is none. */
export type Issued = { readonly certificate: string } | { readonly refused: string }

const SECONDS_MAX = 365 * 24 * 3_600
const SECONDS_MIN = 600

/** Why a request is refused; undefined when it is not. */
type Check = (request: CertificateRequest, usages: readonly string[]) => string | undefined

const KUBELET_CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet'

const SIGNERS: Readonly<Record<string, Check>> = {
  'kubernetes.io/kube-apiserver-client': clientFault,
  [KUBELET_CLIENT]: (request, usages) => kubeletFault(request, usages, 'client auth'),
  'kubernetes.io/kubelet-serving': (request, usages) =>
    kubeletFault(request, usages, 'server auth'),
  'kubernetes.io/legacy-unknown': () => undefined,
}

/** Signs in the name of an authority; answers undefined to what is no request, or one for another signer. */
export function certificateIssuer(
  authority: CertificateAuthority,
): (spec: CertificateSigningRequestSpec, nowMs: number) => Issued | undefined {
  return ({ signerName, request: base64, usages = [], expirationSeconds }, nowMs) => {
    const fault = Object.hasOwn(SIGNERS, signerName) ? SIGNERS[signerName] : undefined
    if (fault === undefined) return undefined
    const request = parseRequest(Buffer.from(base64, 'base64').toString('latin1'))
    if (request === undefined) return undefined
    const refused = fault(request, usages)
    if (refused !== undefined) return { refused }
    const seconds = Math.min(expirationSeconds ?? SECONDS_MAX, SECONDS_MAX)
    const durationMs = Math.max(seconds, SECONDS_MIN) * 1000
    return { certificate: authority.sign(request, { usages, nowMs, durationMs }) }
  }
}

const SUCCESS = 'client certificate after SubjectAccessReview.'

/**
 * What a request is approved with by itself, for who may have kubelets' certificates; undefined: a person decides.
 * Follows `pkg/controller/certificates/approver`.
 */
export function certificateApprover(
  authorizer: Authorizer,
): (spec: CertificateSigningRequestSpec) => string | undefined {
  return ({ signerName, request: base64, usages = [], username = '', groups = [] }) => {
    if (signerName !== KUBELET_CLIENT) return undefined
    const request = parseRequest(Buffer.from(base64, 'base64').toString('latin1'))
    if (request === undefined || kubeletFault(request, usages, 'client auth') !== undefined)
      return undefined
    const may = (subresource: string): boolean =>
      authorizer.decide({ name: username, groups }, resourceAttributes({ ...CREATE, subresource }))
        .allowed
    const isSelf = request.subject.get(COMMON_NAME)?.at(-1) === username
    if (isSelf && may('selfnodeclient')) return `Auto approving self kubelet ${SUCCESS}`
    return may('nodeclient') ? `Auto approving kubelet ${SUCCESS}` : undefined
  }
}

const CREATE = {
  verb: 'create',
  group: 'certificates.k8s.io',
  version: '*',
  resource: 'certificatesigningrequests',
}

const OF_ANY_KEY = ['digital signature', 'key encipherment']

function clientFault(_: CertificateRequest, usages: readonly string[]): string | undefined {
  const odd = usages.find(usage => usage !== 'client auth' && !OF_ANY_KEY.includes(usage))
  if (odd !== undefined) return `invalid usage for client certificate: ${odd}`
  if (!usages.includes('client auth'))
    return 'missing required usage for client certificate: client auth'
  return undefined
}

/** What names beside the subject are, by their tags in DER. */
const ALT_NAME = { email: 0x81, dns: 0x82, uri: 0x86, ip: 0x87 }

function kubeletFault(
  { subject, altNames }: CertificateRequest,
  usages: readonly string[],
  purpose: 'client auth' | 'server auth',
): string | undefined {
  const organizations = subject.get(ORGANIZATION) ?? []
  if (organizations.length !== 1 || organizations[0] !== 'system:nodes')
    return 'subject organization is not system:nodes'
  const has = tagsOf(altNames)
  const serves = purpose === 'server auth'
  if (serves && !has.has(ALT_NAME.dns) && !has.has(ALT_NAME.ip))
    return 'DNS or IP subjectAltName is required'
  if (!serves && has.has(ALT_NAME.dns)) return 'DNS subjectAltNames are not allowed'
  if (has.has(ALT_NAME.email)) return 'Email subjectAltNames are not allowed'
  if (!serves && has.has(ALT_NAME.ip)) return 'IP subjectAltNames are not allowed'
  if (has.has(ALT_NAME.uri)) return 'URI subjectAltNames are not allowed'
  const needed = [...OF_ANY_KEY, purpose].sort()
  const given = [...new Set([...usages, 'key encipherment'])].sort()
  if (given.join() !== needed.join()) return `usages did not match [${needed.join(' ')}]`
  if (subject.get(COMMON_NAME)?.at(-1)?.startsWith('system:node:') !== true)
    return 'subject common name does not begin with system:node:'
  return undefined
}

function tagsOf(altNames: Buffer | undefined): Set<number> {
  if (altNames === undefined) return new Set()
  return new Set(valuesOf(valuesIn(altNames)[0]).map(({ tag }) => tag))
}
