// The rules of IngressClasses.
import {
  type Cause,
  forbidden,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import {
  byteLength,
  dnsLabelErrors,
  dnsSubdomainErrors,
  pathSegmentErrors,
} from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type {
  IngressClass,
  IngressClassParametersReference,
} from '../../schema/generated/networking-v1.ts'
import { domainPathErrors } from '../domain-path.ts'
import { metaAgain } from '../meta-again.ts'

const SCOPES = ['Cluster', 'Namespace']
const CONTROLLER_MAX = 250

export const ingressClassRules: Rules<IngressClass> = {
  defaults: ingressClass => {
    const parameters = ingressClass.spec?.parameters
    // A scope that was left out is null, since the field is always shown.
    if (parameters === undefined || (parameters.scope ?? undefined) !== undefined)
      return ingressClass
    return {
      ...ingressClass,
      spec: { ...ingressClass.spec, parameters: { ...parameters, scope: 'Cluster' } },
    }
  },
  validate,
  validateUpdate: (next, old) => [
    ...validateImmutable(next.spec?.controller, old.spec?.controller, 'spec.controller'),
    ...metaAgain(next, false),
    ...validate(next),
  ],
}

function validate({ spec = {} }: IngressClass): Cause[] {
  const parameters =
    spec.parameters === undefined ? [] : parameterErrors(spec.parameters, 'spec.parameters')
  return [...controllerErrors(spec.controller ?? '', 'spec.controller'), ...parameters]
}

function controllerErrors(controller: string, path: string): Cause[] {
  if (controller === '') return [required(path)]
  const long = byteLength(controller) > CONTROLLER_MAX ? [tooLong(path, CONTROLLER_MAX)] : []
  return [...long, ...domainPathErrors(controller, path)]
}

function parameterErrors(parameters: IngressClassParametersReference, path: string): Cause[] {
  const { apiGroup, kind, name, scope, namespace } = parameters
  const causes: Cause[] = []
  if (apiGroup !== undefined)
    for (const text of dnsSubdomainErrors(apiGroup))
      causes.push(invalid(`${path}.apiGroup`, apiGroup, text))
  for (const [field, text] of Object.entries({ kind, name })) {
    if (text === '') causes.push(required(`${path}.${field}`))
    for (const error of pathSegmentErrors(text))
      causes.push(invalid(`${path}.${field}`, text, error))
  }
  if (scope === undefined || scope === null) causes.push(required(`${path}.scope`))
  else if (!SCOPES.includes(scope)) causes.push(notSupported(`${path}.scope`, scope, SCOPES))
  const at = `${path}.namespace`
  if (scope === 'Namespace' && namespace === undefined)
    causes.push(required(at, "`parameters.scope` is set to 'Namespace'"))
  if (scope === 'Cluster' && namespace !== undefined)
    causes.push(forbidden(at, "`parameters.scope` is set to 'Cluster'"))
  if (scope === 'Namespace' && namespace !== undefined)
    for (const text of dnsLabelErrors(namespace)) causes.push(invalid(at, namespace, text))
  return causes
}
