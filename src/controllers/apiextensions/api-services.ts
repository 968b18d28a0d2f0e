import { isTrue } from '../../kinds/crd/conditions.ts'
import { apiService } from '../../kinds/index.ts'
import { systemContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import type { CustomResourceDefinition } from '../../schema/generated/apiextensions-v1.ts'
import type { APIService } from '../../schema/generated/apiregistration-v1.ts'
import { ignoring } from '../claim.ts'
import { at } from '../keys.ts'

const MANAGED = 'kube-aggregator.kubernetes.io/automanaged'
const GROUP_PRIORITY = 1000
const VERSION_PRIORITY = 100

/** Keeps an APIService for every group and version that definitions serve, and none for others. */
export class ApiServices {
  readonly #registry: Registry
  readonly #context = systemContext('system:apiserver', 'kube-apiserver', ['system:masters'])

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** Looks at one group. `crds` are the definitions in it. */
  async sync(group: string, crds: readonly CustomResourceDefinition[]): Promise<void> {
    const wanted = new Set(
      crds
        .filter(crd => isTrue(crd, 'Established'))
        .flatMap(crd => crd.spec?.versions ?? [])
        .filter(version => version.served)
        .map(version => version.name),
    )
    for (const service of this.#managed(group)) {
      const version = service.spec?.version ?? ''
      if (!wanted.delete(version)) await this.#remove(service)
    }
    for (const version of wanted) await this.#add(group, version)
  }

  #managed(group: string): readonly APIService[] {
    return this.#registry
      .all(apiService)
      .filter(one => one.spec?.group === group && one.metadata.labels?.[MANAGED] === 'true')
  }

  #remove(service: APIService): Promise<unknown> {
    const remove = () => this.#registry.delete(at(apiService, service), {}, this.#context)
    return ignoring(['NotFound'], remove)
  }

  #add(group: string, version: string): Promise<unknown> {
    const name = `${version}.${group}`
    const service: APIService = {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name, labels: { [MANAGED]: 'true' } },
      spec: {
        group,
        version,
        groupPriorityMinimum: GROUP_PRIORITY,
        versionPriority: VERSION_PRIORITY,
      },
    }
    const create = () => this.#registry.create(at(apiService, name), service, this.#context)
    return ignoring(['AlreadyExists'], create)
  }
}
