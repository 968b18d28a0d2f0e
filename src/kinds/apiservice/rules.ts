// The rules of APIServices.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import {
  dns1035LabelErrors,
  dnsSubdomainErrors,
  pathSegmentErrors,
  pathSegmentName,
  portNumberErrors,
} from '../../meta/names.ts'
import { validateObjectMeta } from '../../meta/object-meta.ts'
import { formatTime } from '../../meta/time.ts'
import type { APIService, APIServiceSpec } from '../../schema/generated/apiregistration-v1.ts'
import { withStatus, withStatusOf } from '../status.ts'

const GROUP_PRIORITY_MAX = 20_000
const VERSION_PRIORITY_MAX = 1000

export const apiServiceRules: Rules<APIService> = {
  defaults: apiService => {
    const { service } = apiService.spec ?? {}
    if (apiService.spec === undefined || service === undefined || service.port !== undefined)
      return apiService
    return { ...apiService, spec: { ...apiService.spec, service: { ...service, port: 443 } } }
  },
  prepareForCreate: (draft, { nowMs }) =>
    withStatus(draft, draft.spec?.service === undefined ? { conditions: [local(nowMs)] } : {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate,
  validateUpdate: next => [
    ...validateObjectMeta(next.metadata, {
      namespaced: false,
      nameErrors: pathSegmentName,
      standardFinalizers: false,
    }),
    ...validate(next),
  ],
}

const STATUSES = ['True', 'False', 'Unknown']

export const apiServiceStatusRules: Pick<
  Rules<APIService>,
  'prepareForUpdate' | 'validateUpdate'
> = {
  prepareForUpdate: withStatusOf,
  validateUpdate: ({ status }) =>
    (status?.conditions ?? []).flatMap((condition, index) =>
      STATUSES.includes(condition.status)
        ? []
        : [notSupported(`status.conditions[${index}].status`, condition.status, STATUSES)],
    ),
}

/** What the server itself serves is there. */
const local = (nowMs: number) => ({
  type: 'Available',
  status: 'True',
  lastTransitionTime: formatTime(nowMs),
  reason: 'Local',
  message: 'Local APIServices are always available',
})

function validate({ metadata, spec }: APIService): Cause[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec ?? {}
  const { name = '' } = metadata
  const wanted = `${version}.${group}`
  const causes: Cause[] = []
  if (pathSegmentErrors(name).length === 0 && name !== wanted)
    causes.push(
      invalid(
        'metadata.name',
        name,
        `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`,
      ),
    )
  if (group === '' && version !== 'v1')
    causes.push(
      required('spec.group', 'only v1 may have an empty group and it better be legacy kube'),
    )
  if (group !== '')
    for (const text of dnsSubdomainErrors(group)) causes.push(invalid('spec.group', group, text))
  for (const text of dns1035LabelErrors(version))
    causes.push(invalid('spec.version', version, text))
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > GROUP_PRIORITY_MAX)
    causes.push(
      invalid(
        'spec.groupPriorityMinimum',
        groupPriorityMinimum,
        `must be positive and less than ${GROUP_PRIORITY_MAX}`,
      ),
    )
  if (versionPriority <= 0 || versionPriority > VERSION_PRIORITY_MAX)
    causes.push(
      invalid(
        'spec.versionPriority',
        versionPriority,
        `must be positive and less than ${VERSION_PRIORITY_MAX}`,
      ),
    )
  return spec === undefined ? causes : [...causes, ...remoteErrors(spec)]
}

function remoteErrors({
  service,
  caBundle,
  insecureSkipTLSVerify: skips,
}: APIServiceSpec): Cause[] {
  const at = 'spec.insecureSkipTLSVerify'
  if (service === undefined) {
    const causes = caBundle
      ? [
          invalid(
            'spec.caBundle',
            `${Buffer.from(caBundle, 'base64').length} bytes`,
            'local APIServices may not have a caBundle',
          ),
        ]
      : []
    return skips
      ? [...causes, invalid(at, skips, 'local APIServices may not have insecureSkipTLSVerify')]
      : causes
  }
  const causes: Cause[] = []
  if (!service.namespace) causes.push(required('spec.service.namespace'))
  if (!service.name) causes.push(required('spec.service.name'))
  const port = service.port ?? 443
  for (const text of portNumberErrors(port))
    causes.push(invalid('spec.service.port', port, `port is not valid: ${text}`))
  if (skips && caBundle) causes.push(invalid(at, skips, 'may not be true if caBundle is present'))
  return causes
}
