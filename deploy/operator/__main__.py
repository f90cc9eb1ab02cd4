from deploy.operator.main import app

app()
