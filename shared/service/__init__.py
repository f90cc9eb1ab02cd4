"""What runs a service: the same for all four.

app         create_service_app: the API                     run: `python -m services.<name>.main`
worker      run_worker: relay, consumer, whatever else      worker_cli: its command line
serving     uvicorn inside a loop of ours                   supervision: several endless tasks, ended in time
operations  /healthz, /readyz, /version, /metrics           watch: the same for a worker
"""
