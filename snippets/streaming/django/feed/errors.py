# --8<-- [start:errors]
from django.http import JsonResponse


def bad_request(request, exception):
    return JsonResponse({"error": "Bad request."}, status=400)


def not_found(request, exception):
    return JsonResponse({"error": "Not found."}, status=404)


def server_error(request):
    return JsonResponse({"error": "Server error."}, status=500)


def unavailable(why, seconds):
    return JsonResponse({"error": why}, status=503, headers={"Retry-After": str(seconds)})


# --8<-- [end:errors]
