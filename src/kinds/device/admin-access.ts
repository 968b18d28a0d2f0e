// Devices as an administrator sees them, in use or not, are for namespaces that are marked for it.
import { forbidden } from '../../meta/field-errors.ts'
import type { AdmissionRule } from '../../meta/kind.ts'
import type { KubeObject } from '../../meta/object.ts'
import { invalidObject } from '../../meta/status.ts'
import type { DeviceRequest } from '../../schema/generated/resource-v1.ts'

const LABEL = 'resource.kubernetes.io/admin-access'

/** Refuses such requests elsewhere; the real server does so as part of validation. */
export const adminAccess = <T extends KubeObject>(
  kind: string,
  requestsOf: (object: T) => readonly DeviceRequest[] | undefined,
): AdmissionRule<T> => ({
  name: 'DeviceAdminAccess',
  check: (next, old, { reader, subresource }) => {
    if (next === undefined || old !== undefined || subresource !== '') return
    const index = (requestsOf(next) ?? []).findIndex(({ exactly }) => exactly?.adminAccess === true)
    const { name = '', namespace = '' } = next.metadata
    const marks = reader.get('namespaces', '', namespace)?.metadata.labels
    if (index < 0 || marks?.[LABEL] === 'true') return
    const path = `spec.devices.requests[${index}].adminAccess`
    const text = `admin access to devices requires the \`${LABEL}: true\` label on the containing namespace`
    throw invalidObject({ group: 'resource.k8s.io', kind }, name, [forbidden(path, text)])
  },
})
