// The rules of CertificateSigningRequests: who asked is written by the server, what was asked stays.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestSpec,
  CertificateSigningRequestStatus,
} from '../../schema/generated/certificates-v1.ts'
import { withStatus } from '../status.ts'

const USAGES = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
]
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown'
const SECONDS_MIN = 600
/** Conditions that decide for good. */
const DECISIONS = ['Approved', 'Denied', 'Failed']

type Request = CertificateSigningRequest

export const certificateSigningRequestRules: Rules<Request> = {
  prepareForCreate: (draft, { user }) => {
    const { username: _1, uid: _2, groups: _3, extra: _4, ...asked } = draft.spec ?? NOTHING
    const spec: CertificateSigningRequestSpec = {
      ...asked,
      username: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    }
    return withStatus({ ...draft, spec }, {})
  },
  prepareForUpdate: (next, old) => withStatus({ ...next, spec: old.spec ?? NOTHING }, old.status),
  validate,
}

const NOTHING: CertificateSigningRequestSpec = { request: '', signerName: '' }

/** An approval changes the conditions that decide, and nothing else of the status. */
export const approvalRules: Pick<Rules<Request>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old, { nowMs }) => {
    const { conditions: _, ...rest } = old.status ?? {}
    const conditions = dated(next.status?.conditions ?? [], nowMs)
    const status = { ...rest, ...(conditions.length === 0 ? {} : { conditions }) }
    return withStatus({ ...old, metadata: next.metadata }, status)
  },
  validateUpdate: (next, old) => statusErrors(next.status ?? {}, old.status ?? {}),
}

export const certificateStatusRules: Pick<Rules<Request>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old, { nowMs }) => {
    const given = next.status?.conditions
    const status = {
      ...next.status,
      ...(given === undefined ? {} : { conditions: dated(withDecisions(given, old), nowMs) }),
    }
    return withStatus({ ...old, metadata: next.metadata }, status)
  },
  validateUpdate: (next, old) => [
    ...certificateErrors(next.status?.certificate, old.status?.certificate),
    ...statusErrors(next.status ?? {}, old.status ?? {}),
  ],
}

/** A signer cannot approve or deny: such conditions stay as they were. */
function withDecisions(
  given: readonly CertificateSigningRequestCondition[],
  old: Request,
): CertificateSigningRequestCondition[] {
  const decides = ({ type }: CertificateSigningRequestCondition): boolean =>
    type === 'Approved' || type === 'Denied'
  const decided = (old.status?.conditions ?? []).filter(decides)
  return [...decided, ...given.filter(condition => !decides(condition))]
}

function dated(
  conditions: readonly CertificateSigningRequestCondition[],
  nowMs: number,
): CertificateSigningRequestCondition[] {
  const now = formatTime(nowMs)
  return conditions.map(condition => ({
    ...condition,
    lastUpdateTime: condition.lastUpdateTime || now,
    lastTransitionTime: condition.lastTransitionTime || now,
  }))
}

function validate({ spec = NOTHING }: Request): Cause[] {
  const { request, usages = [], signerName = '', expirationSeconds } = spec
  const causes: Cause[] = []
  if (pemTypes(request)[0] !== 'CERTIFICATE REQUEST')
    causes.push(
      invalid('spec.request', request || undefined, 'PEM block type must be CERTIFICATE REQUEST'),
    )
  if (usages.length === 0) causes.push(required('spec.usages'))
  for (const [index, usage] of usages.entries())
    if (!USAGES.includes(usage)) causes.push(notSupported(`spec.usages[${index}]`, usage, USAGES))
  for (const [index, usage] of usages.entries())
    if (usages.indexOf(usage) < index) causes.push(duplicate(`spec.usages[${index}]`, usage))
  if (signerName === LEGACY_SIGNER)
    causes.push(
      invalid(
        'spec.signerName',
        signerName,
        'the legacy signerName is not allowed via this API version',
      ),
    )
  else causes.push(...signerErrors(signerName))
  if (expirationSeconds !== undefined && expirationSeconds < SECONDS_MIN)
    causes.push(
      invalid(
        'spec.expirationSeconds',
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    )
  return causes
}

/** What blocks of PEM a value in base64 holds. */
const pemTypes = (base64: string): string[] =>
  [
    ...Buffer.from(base64 ?? '', 'base64')
      .toString('latin1')
      .matchAll(/-----BEGIN ([^-]+)-----/g),
  ].map(match => match[1] ?? '')

function signerErrors(signer: string): Cause[] {
  const path = 'spec.signerName'
  if (signer === '') return [required(path)]
  const [domain = '', name, ...more] = signer.split('/')
  if (name === undefined || more.length > 0)
    return [
      invalid(
        path,
        signer,
        "must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ),
    ]
  return [
    ...dnsSubdomainErrors(domain).map(text =>
      invalid(path, signer, `validating label ${JSON.stringify(domain)}: ${text}`),
    ),
    ...(domain.includes('.')
      ? []
      : [invalid(path, signer, 'should be a domain with at least two segments separated by dots')]),
  ]
}

function statusErrors(
  next: CertificateSigningRequestStatus,
  old: CertificateSigningRequestStatus,
): Cause[] {
  const path = 'status.conditions'
  const types = (next.conditions ?? []).map(({ type }) => type)
  const before = (old.conditions ?? []).map(({ type }) => type)
  const causes: Cause[] = []
  for (const type of ['Approved', 'Denied', 'Failed'])
    if (before.includes(type) && !types.includes(type))
      causes.push(forbidden(path, `updates may not remove a condition of type "${type}"`))
  for (const [index, { type, status }] of (next.conditions ?? []).entries()) {
    const at = `${path}[${index}]`
    if (type === '') causes.push(required(`${at}.type`))
    if (DECISIONS.includes(type) && status !== 'True')
      causes.push(notSupported(`${at}.status`, status, ['True']))
    if (types.indexOf(type) < index) causes.push(duplicate(`${at}.type`, type))
  }
  const isBoth = types.includes('Approved') && types.includes('Denied')
  const later = types.lastIndexOf('Approved') > types.lastIndexOf('Denied') ? 'Approved' : 'Denied'
  if (isBoth)
    causes.push(invalid(path, later, 'Approved and Denied conditions are mutually exclusive'))
  return causes
}

function certificateErrors(next: string | undefined, old: string | undefined): Cause[] {
  const path = 'status.certificate'
  const causes: Cause[] = []
  const odd = next ? pemTypes(next).find(type => type !== 'CERTIFICATE') : undefined
  if (odd !== undefined)
    causes.push(
      invalid(
        path,
        '<certificate data>',
        `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(odd)}`,
      ),
    )
  if (old && next !== old)
    causes.push(forbidden(path, 'updates may not modify existing certificate content'))
  return causes
}
