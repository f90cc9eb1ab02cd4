"""What runs a service: the same for all four.

room        a room's manifest, a service's table of contents    assembly: what they are put together to
app         create_service_app: the API                     run: `python -m services.<name>.main`
worker      run_worker: relay, consumer, whatever else      worker_cli: its command line
serving     uvicorn inside a loop of ours                   supervision: several endless tasks, ended in time
operations  /healthz, /readyz, /version, /metrics           watch: the same for a worker
one_at_a_time  a part of the worker that works in one worker at a time
running     what an operator must look at                   pages: the same in a browser
"""
