import type { Kind } from '../meta/kind.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Pod, PodTemplateSpec } from '../schema/generated/core-v1.ts'
import { controllerReference } from './claim.ts'

/** The Pod that a controller makes of its template: named after the owner, and owned by it. */
export function podFromTemplate(
  kind: Kind<never> | Kind,
  owner: KubeObject,
  template: PodTemplateSpec | undefined,
): Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name ?? ''}-`,
      namespace: owner.metadata.namespace ?? '',
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(kind, owner)],
    },
    spec: { ...template?.spec },
  }
}
