"""python-fitbit (PyPI `fitbit`), unchanged but for its base URLs, signs in, reads, refreshes and is refused."""

import datetime
import os

import consent
from consent import API, CLIENT_ID, REDIRECT, SECRET, TODAY, YESTERDAY, check

# The sandbox speaks plain HTTP.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

import fitbit
from fitbit import exceptions
from fitbit.api import FitbitOauth2Client

fitbit.Fitbit.API_ENDPOINT = API
FitbitOauth2Client.API_ENDPOINT = FitbitOauth2Client.AUTHORIZE_ENDPOINT = API
FitbitOauth2Client.authorization_url = API + "/oauth2/authorize"
for name in ("request_token_url", "access_token_url", "refresh_token_url"):
    setattr(FitbitOauth2Client, name, API + "/oauth2/token")


def signed_in(refresh_cb=None):
    client = fitbit.Fitbit(CLIENT_ID, SECRET, redirect_uri=REDIRECT, refresh_cb=refresh_cb)
    url, state = client.client.authorize_token_url()
    code, returned = consent.approve(url)
    check("the state comes back", returned == state)
    token = client.client.fetch_access_token(code)
    check("a code becomes tokens of the person", token["user_id"] == consent.PERSON)
    return client, token


def refused(kind, call):
    try:
        call()
    except kind as error:
        return error
    return None


def reads(client):
    device = client.get_devices()[0]["id"]
    yield "profile", client.user_profile_get()["user"]["displayName"]
    yield "badges", client.get_badges()["badges"]
    yield "devices", device
    yield "alarms", client.get_alarms(device)["trackerAlarms"]
    yield "activities of a day", client.activities(date=YESTERDAY)["summary"]["steps"]
    yield "activity totals", client.activity_stats()["lifetime"]
    for kind in ("recent", "favorite", "frequent"):
        yield f"{kind} activities", client.activity_stats(qualifier=kind)
        yield f"{kind} foods", getattr(client, f"{kind}_foods")()
    yield "all activity types", client.activities_list()["categories"]
    yield "an activity type", client.activity_detail(90013)["activity"]["name"]
    yield "daily goals", client.activities_daily_goal()["goals"]["steps"]
    yield "weekly goals", client.activities_weekly_goal()["goals"]["distance"]
    yield "sleep of a day (version 1)", client.sleep(date=YESTERDAY)["sleep"]
    yield "food of a day", client.foods_log(date=YESTERDAY)["foods"]
    yield "water of a day", client.foods_log_water(date=YESTERDAY)["summary"]
    yield "food goal", client.food_goal()
    yield "water goal", client.water_goal()["goal"]
    yield "weight goal", client.body_weight_goal()["goal"]
    yield "body fat goal", client.body_fat_goal()["goal"]
    yield "weight log", client.get_bodyweight(YESTERDAY, period="30d")["weight"]
    yield "body fat log", client.get_bodyfat(YESTERDAY, end_date=TODAY)["fat"]
    yield "food search", client.search_foods("apple")["foods"]
    yield "food units", client.food_units()
    yield "meals", client.get_meals()
    yield "subscriptions", client.list_subscriptions()["apiSubscriptions"]
    yield "subscriptions to sleep", client.list_subscriptions("sleep")["apiSubscriptions"]
    for resource in (
        "activities/steps",
        "activities/tracker/distance",
        "activities/heart",
        "body/weight",
        "foods/log/caloriesIn",
        "foods/log/water",
    ):
        series = client.time_series(resource, base_date=TODAY, period="7d")
        yield f"a week of {resource}", len(series[resource.replace("/", "-")]) == 7
    for resource, detail in (("activities/steps", "15min"), ("activities/heart", "1min")):
        day = client.intraday_time_series(resource, YESTERDAY, detail, "08:00", "09:00")
        yield f"an hour of {resource}", day[resource.replace("/", "-") + "-intraday"]["dataset"]


def main():
    client, _ = signed_in()
    for what, value in reads(client):
        check(what, value is not None and value is not False)
    # What it reads under paths that the API has given up is refused in a way that it understands.
    gone = [lambda: client.get_friends_leaderboard("7d"), lambda: client.body(date=YESTERDAY)]
    for call in gone:
        check("a path that is no more is an error of its own", refused(exceptions.HTTPException, call))

    consent.expire()
    error = refused(exceptions.HTTPUnauthorized, client.get_badges)
    check("an expired token is HTTPUnauthorized", error and "expired" in str(error))
    saved = []
    client, first = signed_in(refresh_cb=saved.append)
    consent.expire()
    check("with a callback it refreshes and reads on", client.get_badges()["badges"])
    check("the refresh brought a new pair", saved[0]["refresh_token"] != first["refresh_token"])

    consent.spend_quota(retry_after=True)
    error = refused(exceptions.HTTPTooManyRequests, client.get_badges)
    # It needs the header, which the service sent until 2025.
    check("a spent quota is HTTPTooManyRequests", error and 0 < error.retry_after_secs <= 3600)
    consent.spend_quota(limit=0)


main()
