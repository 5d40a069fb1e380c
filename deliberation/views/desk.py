from django.http import HttpResponse


def vote(request, pk):
    return HttpResponse("")
