from django.http import JsonResponse

from config import logs


def answer(error, status):
    return JsonResponse({"error": error, "request_id": logs.request_id()}, status=status)


def bad_request(request, exception):
    return answer("Bad request.", 400)


def not_found(request, exception):
    return answer("Not found.", 404)


def server_error(request):
    return answer("Server error.", 500)
