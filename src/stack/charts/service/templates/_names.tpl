{{/* The service's name, which is its namespace too: callers find it under NAME.NAME.svc. */}}
{{- define "service.name" -}}
{{- if ne .Release.Namespace .Values.name -}}
{{- fail (printf "the service %s is deployed into the namespace of its own name, not into %s: callers would not find it" .Values.name .Release.Namespace) -}}
{{- end -}}
{{- .Values.name -}}
{{- end }}

{{/* Where callers reach it. */}}
{{- define "service.host" -}}
{{- printf "%s.%s.svc.cluster.local" .Values.name .Release.Namespace -}}
{{- end }}

{{/* Which kind of object runs it. */}}
{{- define "service.kind" -}}
{{- if .Values.job -}} CronJob
{{- else if eq .Values.web.release.strategy "rolling" -}} Deployment
{{- else -}} Rollout
{{- end -}}
{{- end }}

{{/* The address of an image, of a list of all that the chart knows and that image. The registry of one
     that the pipeline builds or copies is known only after the first apply, so it comes with a second
     values file. */}}
{{- define "service.image" -}}
{{- $image := index . 1 -}}
{{- $repository := $image.repository -}}
{{- if $image.name -}}
{{- $registry := required (printf "registry is missing: it holds the image %s" $image.name) (index . 0).Values.registry -}}
{{- $repository = printf "%s/%s" $registry $image.name -}}
{{- end -}}
{{- printf "%s%s%s" $repository (hasPrefix "sha256:" $image.tag | ternary "@" ":") $image.tag -}}
{{- end }}

{{/* The tag as a label's value; one that had to be changed or cut ends in a digest of the whole. */}}
{{- define "service.version" -}}
{{- $tag := .Values.image.tag -}}
{{- if and (le (len $tag) 63) (regexMatch "^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$" $tag) -}}
{{- $tag -}}
{{- else -}}
{{- $kept := regexReplaceAll "[^A-Za-z0-9_.-]" $tag "-" | trunc 54 | trimAll "-_." -}}
{{- printf "%s-%s" $kept (sha256sum $tag | trunc 8) | trimPrefix "-" -}}
{{- end -}}
{{- end }}

{{/* Tells one content of the pods from another, also where only a setting changed and the tag did
     not: the mesh counts requests by it, and the analysis of a release asks for it. */}}
{{- define "service.revision" -}}
{{- $content := printf "%s%s" (include "service.podAnnotations" .) (include "service.podSpec" .) -}}
{{- printf "%s-%s" (include "service.version" . | trunc 54) (sha256sum $content | trunc 8) -}}
{{- end }}

{{/* What selects its pods, and nothing else. */}}
{{- define "service.selector" -}}
app.kubernetes.io/name: {{ .Values.name | quote }}
{{- end }}

{{/* Labels of every object. */}}
{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/version: {{ include "service.version" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{/* Name, namespace and labels of an object. */}}
{{- define "service.metadata" -}}
name: {{ include "service.name" . | quote }}
namespace: {{ .Release.Namespace | quote }}
labels:
  {{- include "service.labels" . | nindent 2 }}
{{- end }}

{{/* The port of its Service: the protocol is told by the name, to whoever reads names. */}}
{{- define "service.portName" -}}
{{- eq .Values.web.protocol "tcp" | ternary "tcp-main" .Values.web.protocol -}}
{{- end }}
