"""fitbit-web-api (PyPI), unchanged but for its base URL, signs in, reads all that it can, refreshes and is refused."""

import asyncio
import base64
import json
from urllib.parse import urlencode

import fitbit_web_api as fitbit
from fitbit_web_api import exceptions

import consent
from consent import API, CLIENT_ID, REDIRECT, SECRET, TODAY, YESTERDAY, check

SCOPES = (
    "activity cardio_fitness electrocardiogram heartrate irregular_rhythm_notifications location nutrition "
    "oxygen_saturation profile respiratory_rate settings sleep social temperature weight"
)
BASIC = "Basic " + base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()

# Arguments by name; what a method needs beyond these is said beside it.
ARGUMENTS = {
    "var_date": YESTERDAY,
    "start_date": YESTERDAY,
    "base_date": YESTERDAY,
    "end_date": TODAY,
    "period": "7d",
    "detail_level": "1min",
    "start_time": "08:00",
    "end_time": "09:00",
    "var_resource_path": "steps",
    "sort": "asc",
    "offset": 0,
    "limit": 5,
    "after_date": "2026-05-01",
    "query": "apple",
    "goal_type": "weight",
    "activity_id": "90013",
    "collection_path": "activities",
}
# Points within a day go over 24 hours at most.
DAY = {"end_date": YESTERDAY}
BODY = {"var_resource_path": "weight"}
READS = {
    "ActiveZoneMinutesIntradayTimeSeriesApi": {
        "get_azmby_date_intraday": {},
        "get_azmby_date_time_series_intraday": {},
        "get_azmby_interval_intraday": DAY,
    },
    "ActiveZoneMinutesTimeSeriesApi": {"get_azm_time_series_by_date": {}, "get_azm_time_series_by_interval": {}},
    "ActivityApi": {
        "get_activities_by_date": {},
        "get_activities_goals": {"period": "daily"},
        "get_activities_log": {},
        "get_activities_log_list": {},
        "get_activities_type_detail": {},
        "get_activities_types": {},
        "get_favorite_activities": {},
        "get_frequent_activities": {},
        "get_recent_activities": {},
    },
    "ActivityIntradayTimeSeriesApi": {
        "get_activities_resource_by_date_intraday": {},
        "get_activities_resource_by_date_range_intraday": DAY,
        "get_activities_resource_by_date_range_time_series_intraday": DAY,
        "get_activities_resource_by_date_time_series_intraday": {},
    },
    "ActivityTimeSeriesApi": {
        "get_activities_resource_by_date_period": {},
        "get_activities_resource_by_date_range": {},
        "get_activities_tracker_resource_by_date_period": {},
        "get_activities_tracker_resource_by_date_range": {},
    },
    "BodyApi": {
        "get_body_fat_by_date": {},
        "get_body_fat_by_date_period": {},
        "get_body_fat_by_date_range": {},
        "get_body_goals": {},
        "get_weight_by_date": {},
        "get_weight_by_date_period": {},
        "get_weight_by_date_range": {},
    },
    "BodyTimeSeriesApi": {"get_body_resource_by_date_period": BODY, "get_body_resource_by_date_range": BODY},
    "BreathingRateApi": {"get_breathing_rate_summary_by_date": {}, "get_breathing_rate_summary_by_interval": {}},
    "BreathingRateIntradayApi": {
        "get_breathing_rate_intraday_by_date": {},
        "get_breathing_rate_intraday_by_interval": {},
    },
    "CardioFitnessScoreVO2MaxApi": {"get_vo2_max_summary_by_date": {}, "get_vo2_max_summary_by_interval": {}},
    "DevicesApi": {"get_devices": {}},
    "ElectrocardiogramApi": {"get_ecg_log_list": {}},
    "FriendsApi": {"get_friends": {}, "get_friends_leaderboard": {}},
    "HeartRateIntradayTimeSeriesApi": {
        "get_heart_by_date_intraday": {},
        "get_heart_by_date_range_intraday": DAY,
        "get_heart_by_date_range_timestamp_intraday": DAY,
        "get_heart_by_date_timestamp_intraday": {},
    },
    "HeartRateTimeSeriesApi": {"get_heart_by_date_period": {}, "get_heart_by_date_range": {}},
    "HeartRateVariabilityApi": {"get_hrv_summary_date": {}, "get_hrv_summary_interval": {}},
    "HeartRateVariabilityIntradayApi": {"get_hrv_intraday_by_date": {}, "get_hrv_intraday_by_interval": {}},
    "IrregularRhythmNotificationsApi": {"get_irn_alerts_list": {}, "get_irn_profile": {}},
    "NutritionApi": {
        "get_favorite_foods": {},
        "get_foods_by_date": {},
        "get_foods_goal": {},
        "get_foods_list": {},
        "get_foods_locales": {},
        "get_foods_units": {},
        "get_frequent_foods": {},
        "get_recent_foods": {},
        "get_water_by_date": {},
        "get_water_goal": {},
    },
    "NutritionTimeSeriesApi": {
        "get_foods_by_date_range": {"var_resource_path": "caloriesIn"},
        "get_foods_resource_by_date_period": {"var_resource_path": "water"},
    },
    "SleepApi": {"get_sleep_by_date": {}, "get_sleep_by_date_range": {}, "get_sleep_goal": {}, "get_sleep_list": {}},
    "SpO2Api": {"get_sp_o2_summary_by_date": {}, "get_sp_o2_summary_by_interval": {}},
    "SpO2IntradayApi": {"get_sp_o2_intraday_by_date": {}, "get_sp_o2_intraday_by_interval": {}},
    "SubscriptionsApi": {"get_subscriptions_list": {}},
    "TemperatureApi": {
        "get_temp_core_summary_by_date": {},
        "get_temp_core_summary_by_interval": {},
        "get_temp_skin_summary_by_interval": {},
        "get_temp_skin_summary_date": {},
    },
    "UserApi": {"get_badges": {}, "get_profile": {}},
}


def arguments(method, own):
    names = method.__wrapped__.__code__.co_varnames[1 : method.__wrapped__.__code__.co_argcount]
    known = {**ARGUMENTS, **own}
    # Of the two edges of a list, one may be said.
    return {name: known[name] for name in names if name in known}


async def token(client, **arguments):
    # It describes no answer for this method, so the text is read as it is.
    api = fitbit.AuthorizationApi(client)
    answer = await api.oauth_token_without_preload_content(CLIENT_ID, authorization=BASIC, **arguments)
    text = await answer.text()
    check(f"{arguments['grant_type']} brings tokens", answer.status == 200)
    return json.loads(text)


async def refused(kind, call):
    try:
        await call()
    except kind as error:
        return error
    return None


async def main():
    async with fitbit.ApiClient(fitbit.Configuration(host=API)) as client:
        query = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "scope": SCOPES,
            "redirect_uri": REDIRECT,
            "state": "a state",
        }
        code, state = consent.approve(f"{API}/oauth2/authorize?{urlencode(query)}")
        check("the state comes back", state == query["state"])
        tokens = await token(client, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
        client.configuration.access_token = tokens["access_token"]

        for group, methods in READS.items():
            api = getattr(fitbit, group)(client)
            for name, own in methods.items():
                method = getattr(api, name + "_with_http_info")
                answer = await method(**arguments(method, own))
                check(f"{name}: {len(answer.raw_data)} bytes", answer.status_code == 200)
        # Its path lacks the detail level, as in the description that it was generated from.
        api = fitbit.ActiveZoneMinutesIntradayTimeSeriesApi(client)
        method = api.get_azmby_interval_time_series_intraday
        error = await refused(exceptions.NotFoundException, lambda: method(**arguments(method, DAY)))
        check("a path that never was is NotFoundException", error)

        api = fitbit.UserApi(client)
        check("badges are badges", (await api.get_badges()).badges[0].badge_type)
        check("a profile is a profile", (await api.get_profile()).user.display_name)
        night = (await fitbit.SleepApi(client).get_sleep_by_date(YESTERDAY)).sleep[0]
        check("a night has levels", night.levels.data[0].level)
        answer = await fitbit.AuthorizationApi(client).introspect_with_http_info(tokens["access_token"])
        check("the token is active", json.loads(answer.raw_data)["active"])

        consent.expire()
        error = await refused(exceptions.UnauthorizedException, api.get_badges)
        check("an expired token is UnauthorizedException", error and "expired_token" in error.body)
        new = await token(client, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        check("the refresh brought a new pair", new["refresh_token"] != tokens["refresh_token"])
        client.configuration.access_token = new["access_token"]
        check("it reads on", (await api.get_badges()).badges)

        consent.spend_quota()
        error = await refused(exceptions.ApiException, api.get_badges)
        check("a spent quota is ApiException of status 429", error and error.status == 429)
        check("its headers say when to come again", 0 < int(error.headers["fitbit-rate-limit-reset"]) <= 3600)
        consent.spend_quota(limit=0)


asyncio.run(main())
