import { type Area, verb } from './verb.ts'

export const creating: Area = {
  title: 'Making objects',
  verbs: [
    verb('create', 'kubectl create -f notes.yaml', /configmap\/notes created/),
    verb(
      'create deployment',
      'kubectl create deployment web --image=nginx --replicas=2 --port=80',
      /web created/,
    ),
    verb(
      'create --dry-run',
      'kubectl create configmap c --from-literal=a=b --dry-run=server -o name',
      /configmap\/c/,
    ),
    verb(
      'create --save-config',
      'kubectl create configmap kept --from-literal=a=b --save-config -o yaml',
      /last-applied-configuration/,
    ),
    verb(
      'create --edit',
      "EDITOR='sed -i s/notes/edited/' kubectl create --edit -f notes.yaml",
      /configmap\/edited created/,
    ),
    verb(
      'create configmap',
      'kubectl create configmap conf --from-literal=color=red --from-file=notes.yaml',
      /created/,
    ),
    verb('create cronjob', 'kubectl create cj tick --image=busybox --schedule=@yearly', /created/),
    verb(
      'create ingress',
      'kubectl create ingress site --rule="a.example.com/x*=web:80,tls=cert" --class=fast',
      /created/,
    ),
    verb('create job', 'kubectl create job once --image=busybox -- date', /created/),
    verb('create job --from', 'kubectl create job now --from=cronjob/tick', /created/),
    verb('create namespace', 'kubectl create namespace other', /created/),
    verb(
      'create poddisruptionbudget',
      'kubectl create pdb web --selector=app=web --max-unavailable=50%',
      /created/,
    ),
    verb('create priorityclass', 'kubectl create pc high --value=1000', /created/),
    verb('create quota', 'kubectl create quota q -n other --hard=pods=4,cpu=2', /created/),
    verb(
      'create role',
      'kubectl create role r --verb=get,list --resource=pods,pods/log',
      /created/,
    ),
    verb(
      'create clusterrole',
      'kubectl create clusterrole r --verb=get --non-resource-url=/logs/*',
      /created/,
    ),
    verb('create rolebinding', 'kubectl create rolebinding b --role=r --user=jane', /created/),
    verb(
      'create clusterrolebinding',
      'kubectl create clusterrolebinding b --clusterrole=r --group=dev',
      /created/,
    ),
    verb(
      'create secret generic',
      'kubectl create secret generic s --from-literal=p=secret',
      /created/,
    ),
    verb(
      'create secret docker-registry',
      'kubectl create secret docker-registry reg --docker-server=r --docker-username=u --docker-password=p',
      /created/,
    ),
    verb('create service clusterip', 'kubectl create svc clusterip c --tcp=80:8080', /created/),
    verb('create service nodeport', 'kubectl create svc nodeport n --tcp=80', /created/),
    verb('create service loadbalancer', 'kubectl create svc loadbalancer l --tcp=80', /created/),
    verb(
      'create service externalname',
      'kubectl create svc externalname e --external-name=example.org',
      /created/,
    ),
    verb('create serviceaccount', 'kubectl create sa robot', /created/),
    verb('create token', 'kubectl create token robot --duration=1h', /^ey/),
  ],
}
