// The rules of VolumeAttachments.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsSubdomainErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type { VolumeAttachment } from '../../schema/generated/storage-v1.ts'
import { checkDriver } from '../pod-template/volume-sources.ts'
import { withStatus } from '../status.ts'

export const volumeAttachmentRules: Rules<VolumeAttachment> = {
  prepareForCreate: draft => withStatus(draft, { attached: false }),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate,
  validateUpdate: (next, old) => [
    ...validate(next),
    ...validateImmutable(next.spec, old.spec, 'spec'),
  ],
}

function validate({ spec }: VolumeAttachment): Cause[] {
  const { attacher = '', nodeName = '', source } = spec ?? {}
  const { inlineVolumeSpec, persistentVolumeName } = source ?? {}
  const causes: Cause[] = []
  checkDriver(causes, attacher, 'spec.attacher')
  const given = [inlineVolumeSpec, persistentVolumeName].filter(each => each !== undefined)
  const text = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (given.length === 0) causes.push(required('spec.source', text))
  if (given.length > 1) causes.push(invalid('spec.source', source, text))
  for (const error of dnsSubdomainErrors(nodeName))
    causes.push(invalid('spec.nodeName', nodeName, error))
  if (persistentVolumeName !== undefined)
    for (const error of dnsSubdomainErrors(persistentVolumeName))
      causes.push(invalid('spec.source.persistentVolumeName', persistentVolumeName, error))
  return causes
}
