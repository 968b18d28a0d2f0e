import { type Area, verb } from './verb.ts'

export const changing: Area = {
  title: 'Changing objects',
  verbs: [
    verb('apply', 'kubectl apply -f log-agent.yaml', /daemonset\.apps\/log-agent created/),
    verb('apply again', 'kubectl apply -f log-agent.yaml', /log-agent unchanged/),
    verb('apply --dry-run', 'kubectl apply --dry-run=server -f log-agent.yaml', /server dry run/),
    verb(
      'apply --server-side',
      'kubectl apply --server-side --force-conflicts -f log-agent.yaml',
      /serverside-applied/,
    ),
    verb('apply -k', 'kubectl apply -k kustomize', /configmap\/my-notes created/),
    verb(
      'apply --prune',
      'kubectl apply --prune -l team=a --prune-allowlist=core/v1/ConfigMap -f role.yaml',
      /my-notes pruned/,
    ),
    verb(
      'apply --applyset',
      'KUBECTL_APPLYSET=true kubectl apply --prune --applyset=set -n other -f notes.yaml',
      /configmap\/notes created/,
    ),
    verb(
      'apply view-last-applied',
      'kubectl apply view-last-applied ds/log-agent',
      /image: fluent\/fluentd/,
    ),
    verb(
      'apply set-last-applied',
      'kubectl apply set-last-applied -f notes.yaml --create-annotation',
      /configured/,
    ),
    verb(
      'apply edit-last-applied',
      "EDITOR='sed -i s/red/blue/' kubectl apply edit-last-applied cm/notes",
      /edited/,
    ),
    verb('diff', 'kubectl diff -f log-agent.yaml', /^$/),
    verb(
      'diff of a change',
      'sed s/fluentd/fluent-bit/ log-agent.yaml | kubectl diff -f -',
      /^\+.*fluent-bit/m,
      { code: 1 },
    ),
    verb('label', 'kubectl label deploy/web tier=front', /labeled/),
    verb('annotate', 'kubectl annotate deploy/web note=x', /web annotated?/),
    verb('patch', `kubectl patch deploy/web -p '{"spec":{"minReadySeconds":1}}'`, /patched/),
    verb(
      'patch --type=merge',
      `kubectl patch deploy/web --type=merge -p '{"metadata":{"labels":{"m":"n"}}}'`,
      /patched/,
    ),
    verb(
      'patch --type=json',
      `kubectl patch cm notes --type=json -p '[{"op":"add","path":"/data/size","value":"3"}]'`,
      /patched/,
    ),
    verb(
      'patch --subresource',
      `kubectl patch deploy/web --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`,
      /scale\.autoscaling\/web patched/,
    ),
    verb('edit', "EDITOR='sed -i s/front/back/' kubectl edit deploy/web", /edited/),
    verb('replace', 'kubectl get cm conf -o yaml | kubectl replace -f -', /replaced/),
    verb('replace --force', 'kubectl replace --force -f notes.yaml', /configmap\/notes replaced/),
    verb('set image', 'kubectl set image deploy/web nginx=nginx:2', /image updated/),
    verb('set env', 'kubectl set env deploy/web --from=configmap/conf --prefix=P_', /env updated/),
    verb('set env --list', 'kubectl set env deploy/web --list --resolve', /^P_COLOR=red$/m),
    verb('set resources', 'kubectl set resources deploy/web --requests=cpu=10m', /requirements/),
    verb('set serviceaccount', 'kubectl set serviceaccount deploy web robot', /updated/),
    verb('set selector', 'kubectl set selector svc/c app=web', /selector updated/),
    verb('set subject', 'kubectl set subject rolebinding b --group=dev', /subjects updated/),
  ],
}
