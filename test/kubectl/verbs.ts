// What people do with kubectl, verb by verb, each with a line that shows that it works. They build on each
// other, in this order.

export interface Verb {
  readonly verb: string
  readonly command: string
  /** What is printed, on either channel. */
  readonly prints: RegExp
  /** The exit code; 0 when left out. */
  readonly code?: number
  /** The first minor version of kubectl that has it, and what is true before. */
  readonly since?: readonly [number, string]
}

export const VERBS: readonly Verb[] = [
  { verb: 'version', command: 'kubectl version', prints: /Server Version: .*v1\.36/ },
  { verb: 'cluster-info', command: 'kubectl cluster-info', prints: /Kubernetes control plane/ },
  { verb: 'api-resources', command: 'kubectl api-resources', prints: /daemonsets +ds +apps\/v1/ },
  { verb: 'api-versions', command: 'kubectl api-versions', prints: /^apps\/v1$/m },
  { verb: 'explain', command: 'kubectl explain daemonset.spec', prints: /updateStrategy/ },
  {
    verb: 'create',
    command: 'kubectl create deployment web --image=nginx --replicas=2',
    prints: /web created/,
  },
  {
    verb: 'create --dry-run',
    command: 'kubectl create configmap c --from-literal=a=b --dry-run=server -o name',
    prints: /configmap\/c/,
  },
  {
    verb: 'wait',
    command: 'kubectl wait deploy/web --for=condition=Available --timeout=20s',
    prints: /condition met/,
  },
  {
    verb: 'wait --for=create',
    command: 'kubectl wait deploy/web --for=create --timeout=5s',
    prints: /condition met/,
    since: [31, 'has no such condition'],
  },
  {
    verb: 'get',
    command: 'kubectl get deploy,rs,pods -o wide',
    prints: /deployment\.apps\/web +2\/2/,
  },
  { verb: 'get -o', command: 'kubectl get deploy web -o jsonpath={.spec.replicas}', prints: /^2$/ },
  {
    verb: 'get -w',
    command: 'timeout 2 kubectl get deploy web -w',
    prints: /web +2\/2/,
    code: 124,
  },
  { verb: 'describe', command: 'kubectl describe deploy web', prints: /ScalingReplicaSet/ },
  { verb: 'events', command: 'kubectl events', prints: /Scheduled/ },
  {
    verb: 'apply',
    command: 'kubectl apply -f log-agent.yaml',
    prints: /daemonset\.apps\/log-agent created/,
  },
  {
    verb: 'apply again',
    command: 'kubectl apply -f log-agent.yaml',
    prints: /log-agent unchanged/,
  },
  {
    verb: 'apply --server-side',
    command: 'kubectl apply --server-side --force-conflicts -f log-agent.yaml',
    prints: /serverside-applied/,
  },
  { verb: 'diff', command: 'kubectl diff -f log-agent.yaml', prints: /^$/ },
  {
    verb: 'rollout status',
    command: 'kubectl rollout status ds/log-agent --timeout=20s',
    prints: /successfully rolled out/,
  },
  {
    verb: 'set image',
    command: 'kubectl set image deploy/web nginx=nginx:2',
    prints: /image updated/,
  },
  {
    verb: 'rollout history',
    command:
      'kubectl rollout status deploy/web --timeout=20s && kubectl rollout history deploy/web',
    prints: /^2 +<none>/m,
  },
  { verb: 'rollout undo', command: 'kubectl rollout undo deploy/web', prints: /rolled back/ },
  { verb: 'rollout restart', command: 'kubectl rollout restart deploy/web', prints: /restarted/ },
  { verb: 'scale', command: 'kubectl scale deploy/web --replicas=1', prints: /scaled/ },
  {
    verb: 'autoscale',
    command: 'kubectl autoscale deploy/web --max=3 --cpu-percent=50',
    prints: /autoscaled/,
  },
  { verb: 'expose', command: 'kubectl expose deploy/web --port=80', prints: /exposed/ },
  { verb: 'label', command: 'kubectl label deploy/web tier=front', prints: /labeled/ },
  { verb: 'annotate', command: 'kubectl annotate deploy/web note=x', prints: /web annotated?/ },
  {
    verb: 'patch',
    command: `kubectl patch deploy/web -p '{"spec":{"minReadySeconds":1}}'`,
    prints: /patched/,
  },
  {
    verb: 'edit',
    command: "EDITOR='sed -i s/front/back/' kubectl edit deploy/web",
    prints: /edited/,
  },
  {
    verb: 'replace',
    command: 'kubectl get svc web -o yaml | kubectl replace -f -',
    prints: /replaced/,
  },
  { verb: 'run', command: 'kubectl run box --image=busybox --env=A=b', prints: /pod\/box created/ },
  {
    verb: 'logs',
    command: 'kubectl wait pod/box --for=condition=Ready --timeout=20s && kubectl logs box',
    prints: /started/,
  },
  { verb: 'exec', command: "kubectl exec box -- sh -c 'echo $A; exit 3'", prints: /^b\n/, code: 3 },
  { verb: 'exec -i', command: 'echo typed | kubectl exec -i box -- cat', prints: /^typed$/m },
  {
    verb: 'cp in',
    command: 'kubectl cp log-agent.yaml box:/tmp/a.yaml && kubectl exec box -- head -1 /tmp/a.yaml',
    prints: /apiVersion/,
  },
  {
    verb: 'cp out',
    command:
      'kubectl cp box:/tmp/a.yaml "$HOME/a.yaml" && cmp log-agent.yaml "$HOME/a.yaml" && echo same',
    prints: /same/,
  },
  {
    verb: 'run -i --rm',
    command: "echo 'echo inside' | kubectl run once -i --rm --restart=Never --image=busybox -- sh",
    prints: /inside/,
  },
  {
    verb: 'attach',
    command: 'timeout 2 kubectl attach box',
    prints: /If you don't see a command prompt|^/,
    code: 124,
  },
  {
    verb: 'debug',
    command: "echo 'echo within' | kubectl debug -i box --image=busybox --container=dbg -- sh",
    prints: /within/,
  },
  {
    verb: 'debug node',
    command: "echo 'echo within' | kubectl debug -i node/worker-1 --image=busybox -- sh",
    prints: /within/,
  },
  {
    verb: 'port-forward',
    command:
      'kubectl port-forward box :80 >"$HOME/pf" & pid=$!; for i in $(seq 50); do grep -q Forwarding "$HOME/pf" && break; sleep 0.1; done; curl -s "http://127.0.0.1:$(grep -o -m1 "127.0.0.1:[0-9]*" "$HOME/pf" | cut -d: -f2)/"; kill $pid',
    prints: /reached port 80 of pod box/,
  },
  {
    verb: 'get --raw (proxy)',
    command: 'kubectl get --raw /api/v1/namespaces/default/pods/box/proxy/x',
    prints: /GET \/x/,
  },
  { verb: 'top node', command: 'kubectl top node', prints: /worker-1 +\d+m/ },
  { verb: 'top pod', command: 'kubectl top pod --containers', prints: /box +box +\d+m/ },
  { verb: 'cordon', command: 'kubectl cordon worker-1', prints: /cordoned/ },
  {
    verb: 'drain',
    command:
      'kubectl drain worker-1 --ignore-daemonsets --force --delete-emptydir-data --timeout=30s',
    prints: /drained/,
  },
  { verb: 'uncordon', command: 'kubectl uncordon worker-1', prints: /uncordoned/ },
  { verb: 'taint', command: 'kubectl taint node worker-2 a=b:NoSchedule', prints: /tainted/ },
  { verb: 'auth can-i', command: 'kubectl auth can-i create pods', prints: /yes/ },
  {
    verb: 'auth whoami',
    command: 'kubectl auth whoami',
    prints: /kubernetes-admin/,
    since: [28, 'asks for versions that v1.36 does not serve'],
  },
  { verb: 'create token', command: 'kubectl create token default', prints: /^ey/ },
  {
    verb: 'get --subresource',
    command: 'kubectl get deploy web --subresource=scale',
    prints: /web/,
  },
  { verb: 'delete', command: 'kubectl delete deploy web --timeout=20s', prints: /deleted/ },
  {
    verb: 'delete --cascade',
    command: 'kubectl delete ds log-agent --cascade=foreground --timeout=20s',
    prints: /deleted/,
  },
  {
    verb: 'wait --for=delete',
    command: 'kubectl wait --for=delete pod -l app=web --timeout=20s',
    prints: /condition met|^$/,
  },
]
