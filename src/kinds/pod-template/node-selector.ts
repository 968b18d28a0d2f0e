// Selectors of nodes, as affinity and volumes use them.
import { type Cause, forbidden, invalid, required } from '../../meta/field-errors.ts'
import { dnsSubdomainErrors, labelValueErrors, qualifiedNameErrors } from '../../meta/names.ts'
import type {
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
} from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'

export function checkNodeSelector(
  out: Cause[],
  selector: NodeSelector,
  path: string,
  allowInvalidValues = false,
): void {
  const terms = selector.nodeSelectorTerms ?? []
  const at = `${path}.nodeSelectorTerms`
  if (terms.length === 0)
    return void out.push(required(at, 'must have at least one node selector term'))
  for (const [index, term] of terms.entries())
    checkNodeTerm(out, term, `${at}[${index}]`, allowInvalidValues)
}

export function checkNodeTerm(
  out: Cause[],
  term: NodeSelectorTerm,
  path: string,
  allowInvalidValues: boolean,
): void {
  for (const [index, requirement] of (term.matchExpressions ?? []).entries())
    checkExpression(out, requirement, `${path}.matchExpressions[${index}]`, allowInvalidValues)
  for (const [index, requirement] of (term.matchFields ?? []).entries())
    checkField(out, requirement, `${path}.matchFields[${index}]`)
}

function checkExpression(
  out: Cause[],
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: string,
  allowInvalidValues: boolean,
): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        out.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"))
      break
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        out.push(
          forbidden(
            `${path}.values`,
            "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
          ),
        )
      break
    case 'Gt':
    case 'Lt':
      if (values.length !== 1)
        out.push(
          required(
            `${path}.values`,
            "must be specified single value when `operator` is 'Lt' or 'Gt'",
          ),
        )
      break
    default:
      out.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'))
  }
  checkText(out, qualifiedNameErrors, key, `${path}.key`)
  if (allowInvalidValues) return
  for (const [index, value] of values.entries())
    checkText(out, labelValueErrors, value, `${path}.values[${index}]`)
}

function checkField(
  out: Cause[],
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: string,
): void {
  if (operator !== 'In' && operator !== 'NotIn')
    out.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'))
  else if (values.length !== 1)
    out.push(
      required(
        `${path}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      ),
    )
  if (key !== 'metadata.name')
    return void out.push(invalid(`${path}.key`, key, 'not a valid field selector key'))
  for (const [index, value] of values.entries())
    checkText(out, dnsSubdomainErrors, value, `${path}.values[${index}]`)
}
