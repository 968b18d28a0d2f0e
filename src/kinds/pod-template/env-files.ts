// Environment variables whose values containers leave for each other in files.
import { type Cause, invalid, notFoundField, required } from '../../meta/field-errors.ts'
import { dnsLabelErrors, envVarNameErrors } from '../../meta/names.ts'
import type { FileKeySelector, PodSpec } from '../../schema/generated/core-v1.ts'
import { checkText } from './check.ts'
import { checkLocalPath } from './paths.ts'
import { visitContainers } from './visit.ts'

export function checkFileRef(out: Cause[], ref: FileKeySelector, path: string): void {
  if (!ref.key) out.push(required(`${path}.key`))
  else checkText(out, envVarNameErrors, ref.key, `${path}.key`)
  if (!ref.volumeName) out.push(required(`${path}.volumeName`))
  else checkText(out, dnsLabelErrors, ref.volumeName, `${path}.volumeName`)
  if (!ref.path) out.push(required(`${path}.path`))
  else checkLocalPath(out, ref.path, `${path}.path`)
}

/** Files are found in empty directories of the Pod's own, nowhere else. */
export function checkFileVolumes(out: Cause[], spec: PodSpec, path: string): void {
  visitContainers(spec, path, ({ env }, at) => {
    for (const [index, { valueFrom }] of (env ?? []).entries()) {
      const name = valueFrom?.fileKeyRef?.volumeName
      if (!name) continue
      const field = `${at}.env[${index}].valueFrom.fileKeyRef.volumeName`
      const volume = spec.volumes?.find(candidate => candidate.name === name)
      if (volume === undefined) out.push(notFoundField(field, name))
      else if (volume.emptyDir === undefined)
        out.push(invalid(field, name, 'referenced volume must be of type emptyDir'))
    }
  })
}
