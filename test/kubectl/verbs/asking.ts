import { type Area, verb } from './verb.ts'

export const asking: Area = {
  title: 'The server and its kinds',
  verbs: [
    verb('version', 'kubectl version', /Server Version: .*v1\.36/),
    verb('cluster-info', 'kubectl cluster-info', /Kubernetes control plane/),
    verb('api-resources', 'kubectl api-resources', /daemonsets +ds +apps\/v1/),
    verb(
      'api-resources, selected',
      'kubectl api-resources --api-group=apps --namespaced --verbs=watch --sort-by=kind -o wide',
      /deployments +deploy +apps\/v1 +true +Deployment +create.* all/,
    ),
    verb(
      'api-resources --categories',
      'kubectl api-resources --categories=all -o name',
      /^daemonsets\.apps$/m,
    ),
    verb('api-versions', 'kubectl api-versions', /^apps\/v1$/m),
    verb('explain', 'kubectl explain daemonset.spec', /updateStrategy/),
    verb('explain --recursive', 'kubectl explain pod --recursive', /^ +initialDelaySeconds/m),
    verb(
      'explain --api-version',
      'kubectl explain hpa.spec --api-version=autoscaling/v1',
      /targetCPUUtilizationPercentage/,
    ),
    verb(
      'explain -o plaintext-openapiv2',
      'kubectl explain cm.data --output=plaintext-openapiv2',
      /FIELD: +data/,
    ),
    verb('get --raw', 'kubectl get --raw /apis/apps/v1', /"name":"daemonsets"/),
  ],
}
