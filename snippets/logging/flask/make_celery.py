from app import create_app

# What `celery -A make_celery` loads.
celery_app = create_app().extensions["celery"]
