{{/* How the test asks, by protocol. The address and the probe's path stand in HOST and PROBE, so that
     no text becomes a command. */}}
{{- define "service.test" -}}
{{- if eq .Values.web.protocol "tcp" -}}
# The sidecar takes every connection and closes it again if the service does not: one that is still
# open after three seconds, or has an answer, is good.
exec 3<>"/dev/tcp/$HOST/80"
code=0
read -r -t 3 -n 1 -u 3 || code=$?
[ "$code" -eq 0 ] || [ "$code" -gt 128 ]
{{- else if eq .Values.web.protocol "grpc" -}}
# An empty message to the health service. Whoever has none says so (12), and was reached too.
headers=$(printf '\0\0\0\0\0' | curl --silent --show-error --max-time 10 --retry 5 --retry-connrefused --http2-prior-knowledge --header 'content-type: application/grpc' --header 'te: trailers' --data-binary @- --output /dev/null --dump-header - "http://$HOST:80/grpc.health.v1.Health/Check")
echo "$headers"
grep -qiE '^grpc-status: (0|5|12)[^0-9]*$' <<< "$headers"
{{- else -}}
# What makes it ready, asked by way of its Service; without such a path, any answer is good that is no
# error of a server.
least_bad=500
[ -z "$PROBE" ] || least_bad=400
code=$(curl --silent --show-error --max-time 10 --retry 5 --retry-connrefused --output /dev/null --write-out '%{http_code}' "http://$HOST:80${PROBE:-/}")
echo "$code"
[ "$code" -ge 200 ] && [ "$code" -lt "$least_bad" ]
{{- end -}}
{{- end }}
