// The rules of CertificateSigningRequests: who asked is written by the server, what was asked stays.
import { type Cause, duplicate, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { formatTime } from '../../meta/time.ts'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
  CertificateSigningRequestSpec,
} from '../../schema/generated/certificates-v1.ts'
import { metaAgain } from '../meta-again.ts'
import { checkSigner } from '../pod-template/signer.ts'
import { withStatus } from '../status.ts'
import { requestError } from './request.ts'
import { ofType, statusErrors } from './status.ts'

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
  validateUpdate: next => metaAgain(next, false),
}

const NOTHING: CertificateSigningRequestSpec = { request: '', signerName: '' }

/** An approval changes the conditions, and nothing else of the status. */
export const approvalRules: Pick<Rules<Request>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old, { nowMs }) => {
    const { conditions: _, ...rest } = old.status ?? {}
    const conditions = dated(next.status?.conditions ?? [], old, nowMs)
    const status = { ...rest, ...(conditions.length === 0 ? {} : { conditions }) }
    return withStatus({ ...old, metadata: next.metadata }, status)
  },
  validateUpdate: (next, old) => [...metaAgain(next, false), ...statusErrors(next, old, true)],
}

export const certificateStatusRules: Pick<Rules<Request>, 'prepareForUpdate' | 'validateUpdate'> = {
  prepareForUpdate: (next, old, { nowMs }) => {
    const given = next.status?.conditions
    const status = {
      ...next.status,
      ...(given === undefined ? {} : { conditions: dated(withDecisions(given, old), old, nowMs) }),
    }
    return withStatus({ ...old, metadata: next.metadata }, status)
  },
  validateUpdate: (next, old) => [...metaAgain(next, false), ...statusErrors(next, old, false)],
}

/** A signer cannot change what was decided: such conditions stay as they were, unless their number changes. */
function withDecisions(
  given: readonly CertificateSigningRequestCondition[],
  old: Request,
): readonly CertificateSigningRequestCondition[] {
  return ['Approved', 'Denied'].reduce((conditions, type) => {
    const before = ofType(old.status?.conditions, type)
    if (before.length !== ofType(conditions, type).length) return conditions
    const kept = [...before]
    return conditions.map(each => (each.type === type ? (kept.shift() ?? each) : each))
  }, given)
}

/** Conditions with their times; one that stood there before with this status keeps the time of its last change. */
function dated(
  conditions: readonly CertificateSigningRequestCondition[],
  old: Request,
  nowMs: number,
): CertificateSigningRequestCondition[] {
  const now = formatTime(nowMs)
  return conditions.map(condition => {
    const before = ofType(old.status?.conditions, condition.type).find(
      each => each.status === condition.status && each.lastTransitionTime,
    )
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime || now,
      lastTransitionTime: condition.lastTransitionTime || before?.lastTransitionTime || now,
    }
  })
}

function validate({ spec = NOTHING }: Request): Cause[] {
  const { request, usages = [], signerName = '', expirationSeconds } = spec
  const causes: Cause[] = []
  const fault = requestError(request)
  if (fault !== undefined) causes.push(invalid('spec.request', request || undefined, fault))
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
  else checkSigner(causes, signerName, 'spec.signerName')
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
