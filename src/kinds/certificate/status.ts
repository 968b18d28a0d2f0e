// What the status of a request for a certificate may become. What was wrong in the stored object already is let through.
import {
  type Cause,
  duplicate,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type {
  CertificateSigningRequest,
  CertificateSigningRequestCondition,
} from '../../schema/generated/certificates-v1.ts'
import { certificateError } from './pem.ts'

type Condition = CertificateSigningRequestCondition
type Conditions = readonly Condition[]

const PATH = 'status.conditions'
const CERTIFICATE = 'status.certificate'
/** Conditions that decide for good. */
const DECISIONS = ['Approved', 'Denied', 'Failed']
const STATUSES = ['False', 'True', 'Unknown']

export const ofType = (conditions: Conditions | undefined, type: string): Condition[] =>
  (conditions ?? []).filter(condition => condition.type === type)

/** All rules of a write to the status; `approves` where it may approve or deny, and then not issue. */
export function statusErrors(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
  approves: boolean,
): Cause[] {
  const [conditions, before] = [next.status?.conditions ?? [], old.status?.conditions ?? []]
  const [certificate, issued] = [next.status?.certificate ?? '', old.status?.certificate ?? '']
  const causes = conditionErrors(conditions, before)
  const error = certificate === issued ? undefined : certificateError(certificate)
  if (error !== undefined && certificateError(issued) === undefined)
    causes.push(invalid(CERTIFICATE, '<certificate data>', error))
  causes.push(...removalErrors(conditions, before))
  if (!approves) causes.push(...decisionErrors(conditions, before))
  if (certificate !== issued && issued !== '')
    causes.push(forbidden(CERTIFICATE, 'updates may not modify existing certificate content'))
  return causes
}

function conditionErrors(conditions: Conditions, before: Conditions): Cause[] {
  const types = conditions.map(({ type }) => type)
  const known = before.map(({ type }) => type)
  const wasTwice = new Set(known).size < known.length
  const wasBoth = known.includes('Approved') && known.includes('Denied')
  return conditions.flatMap(({ type, status }, index) => {
    const at = `${PATH}[${index}]`
    const causes: Cause[] = []
    if (type === '' && !known.includes('')) causes.push(required(`${at}.type`))
    const allowed = DECISIONS.includes(type) ? ['True'] : STATUSES
    if (!status) causes.push(required(`${at}.status`))
    else if (!allowed.includes(status)) causes.push(notSupported(`${at}.status`, status, allowed))
    const opposite = { Approved: 'Denied', Denied: 'Approved' }[type]
    if (opposite !== undefined && !wasBoth && types.slice(0, index).includes(opposite))
      causes.push(invalid(PATH, type, 'Approved and Denied conditions are mutually exclusive'))
    if (types.indexOf(type) < index && !wasTwice) causes.push(duplicate(`${at}.type`, type))
    return causes
  })
}

const removalErrors = (conditions: Conditions, before: Conditions): Cause[] =>
  DECISIONS.filter(type => ofType(conditions, type).length < ofType(before, type).length).map(
    type => forbidden(PATH, `updates may not remove a condition of type "${type}"`),
  )

/** Who signs decides nothing. */
function decisionErrors(conditions: Conditions, before: Conditions): Cause[] {
  return ['Approved', 'Denied'].flatMap(type => {
    const [now, then] = [ofType(conditions, type), ofType(before, type)]
    if (now.length > then.length)
      return [forbidden(PATH, `updates may not add a condition of type "${type}"`)]
    return now.length === then.length && !sameJson(now, then)
      ? [forbidden(PATH, `updates may not modify a condition of type "${type}"`)]
      : []
  })
}
