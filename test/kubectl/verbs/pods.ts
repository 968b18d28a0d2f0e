import { type Area, verb } from './verb.ts'

export const pods: Area = {
  title: 'In and around containers',
  verbs: [
    verb('run', 'kubectl run box --image=busybox --env=A=b', /pod\/box created/),
    verb(
      'logs',
      'kubectl wait pod/box --for=condition=Ready --timeout=20s && kubectl logs box',
      /started/,
    ),
    verb(
      'logs -l, --all-containers, --prefix',
      'kubectl apply -f chatty.yaml && kubectl wait pod/chatty --for=condition=Ready --timeout=20s && kubectl logs -l app=chatty --all-containers --prefix --tail=1',
      /^\[pod\/chatty\/second\] second started$/m,
    ),
    verb(
      'logs --timestamps, --since-time',
      'kubectl logs chatty -c first --timestamps --since-time=2020-01-01T00:00:00Z',
      /^\d{4}-\d\d-\d\dT[\d:.]+Z first started$/m,
    ),
    verb('logs -f', 'timeout 2 kubectl logs -f deploy/web', /nginx started/, { code: 124 }),
    verb('exec', "kubectl exec box -- sh -c 'echo $A; exit 3'", /^b\n/, { code: 3 }),
    verb('exec -i', 'echo typed | kubectl exec -i box -- cat', /^typed$/m),
    verb('exec -c', 'kubectl exec chatty -c second -- hostname', /^chatty$/m),
    verb('exec of what is not there', 'kubectl exec box -- nope', /executable file not found/, {
      code: 1,
    }),
    verb(
      'cp in',
      'kubectl cp log-agent.yaml box:/tmp/a.yaml && kubectl exec box -- head -1 /tmp/a.yaml',
      /apiVersion/,
    ),
    verb(
      'cp out',
      'kubectl cp box:/tmp/a.yaml "$HOME/a.yaml" && cmp log-agent.yaml "$HOME/a.yaml" && echo same',
      /same/,
    ),
    verb(
      'cp of a folder',
      'kubectl cp . box:/tmp/files && kubectl exec box -- ls /tmp/files/kustomize',
      /notes\.yaml/,
    ),
    verb(
      'run -i --rm',
      "echo 'echo inside' | kubectl run once -i --rm --restart=Never --image=busybox -- sh",
      /inside/,
    ),
    verb(
      'run --attach --rm',
      'kubectl run tell --attach --rm --restart=Never --image=busybox -- echo told',
      /^told$/m,
    ),
    verb('attach', 'timeout 2 kubectl attach box', /If you don't see a command prompt|^/, {
      code: 124,
    }),
    verb(
      'debug',
      "echo 'echo within' | kubectl debug -i box --image=busybox --container=dbg -- sh",
      /within/,
    ),
    verb(
      'debug --copy-to',
      'kubectl debug box --copy-to=copied --image=busybox -c dbg --share-processes --attach=false && kubectl get pod copied -o jsonpath={.spec.containers[*].name}',
      /box dbg/,
    ),
    verb(
      'debug node',
      "echo 'echo within' | kubectl debug -i node/worker-1 --image=busybox -- sh",
      /within/,
    ),
    verb('port-forward', forward('box :80'), /reached port 80 of pod box/),
    verb('port-forward to a Service', forward('svc/web :80'), /reached port 80 of pod web-/),
    verb(
      'get --raw (proxy)',
      'kubectl get --raw /api/v1/namespaces/default/pods/box/proxy/x',
      /GET \/x/,
    ),
    verb('top node', 'kubectl top node --sort-by=cpu', /worker-1 +\d+m/),
    verb('top pod', 'kubectl top pod --containers', /box +box +\d+m/),
    verb('top pod --sum', 'kubectl top pod -l app=chatty --sum', /^chatty +\d+m +\d+Mi/m),
  ],
}

/** Forwards a port, asks it once, and lets go. */
function forward(what: string): string {
  return (
    `rm -f "$HOME/pf"; kubectl port-forward ${what} >"$HOME/pf" & pid=$!; ` +
    'for i in $(seq 50); do grep -qs Forwarding "$HOME/pf" && break; sleep 0.1; done; ' +
    'curl -s "http://127.0.0.1:$(grep -o -m1 "127.0.0.1:[0-9]*" "$HOME/pf" | cut -d: -f2)/"; kill $pid'
  )
}
