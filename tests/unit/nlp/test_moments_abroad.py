"""Moments as twelve languages say them: what links them, clocks in words, parts of the day, ends of spans, quarters."""

from __future__ import annotations

import pytest

from dharma_tui.nlp.recogniser import Recogniser


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("who edited dns-mail prior to friday", "before:friday"),
        ("who edited dns-mail the day before yesterday", "ago:2d"),
        ("who edited dns-mail starting tuesday", "since:tuesday"),
        ("will vol-scans be full by month-end", "until:end-of-month"),
        ("quién tocó dns-mail de ayer para acá", "since:yesterday"),
        ("quién tocó dns-mail desde ayer por la noche", "since:last-night"),
        ("quién tocó dns-mail a las 2 de la madrugada", "at:02:00"),
        ("quién tocó dns-mail en lo que va de mes", "at:this-month"),
        ("quién tocó dns-mail el martes pasado", "at:last-tuesday"),
        ("quem mexeu no dns-mail de quarta pra cá", "since:wednesday"),
        ("quem mexeu no dns-mail às quinze para as nove", "at:08:45"),
        ("quem mexeu no dns-mail ontem de noite", "at:last-night"),
        ("quem mexeu no dns-mail nesta semana", "at:this-week"),
        ("qui a touché à dns-mail à partir de jeudi", "since:thursday"),
        ("qui a touché à dns-mail dans la journée d'hier", "at:yesterday"),
        ("qui a touché à dns-mail depuis cette nuit", "since:last-night"),
        ("wer hat dns-mail vor Freitag geändert", "before:friday"),
        ("wer hat dns-mail um viertel elf geändert", "at:10:15"),
        ("wer hat dns-mail um 11 Uhr nachts geändert", "at:23:00"),
        ("wer hat dns-mail seit 8 Uhr 30 geändert", "since:08:30"),
        ("wer hat dns-mail seit der Mittagspause geändert", "since:lunch"),
        ("chi ha toccato dns-mail dalle otto e mezza", "since:08:30"),
        ("chi ha toccato dns-mail da ieri sera", "since:last-night"),
        ("chi ha toccato dns-mail alle 2 di notte", "at:02:00"),
        ("chi ha toccato dns-mail nell'ultimo mese", "last:1mo"),
        ("кто трогал dns-mail с самого вторника", "since:tuesday"),
        ("кто трогал dns-mail в половине восьмого", "at:07:30"),
        ("кто трогал dns-mail без четверти девять", "at:08:45"),
        ("кто трогал dns-mail в два часа ночи", "at:02:00"),
        ("кто трогал dns-mail с четырёх часов дня", "since:16:00"),
        ("кто трогал dns-mail за последний час", "last:1h"),
        ("хватит ли памяти dns-mail к концу квартала", "until:end-of-quarter"),
        ("من عدل dns-mail الساعة سبعة ونص الصبح", "at:07:30"),
        ("من عدل dns-mail الساعة التاسعة إلا ربعا", "at:08:45"),
        ("من عدل dns-mail من بعد الغدا", "since:lunch"),
        ("من عدل dns-mail الأحد الماضي", "at:last-sunday"),
        ("من عدل dns-mail قبل يوم الخميس", "before:thursday"),
        ("dns-mail को सुबह साढ़े सात बजे किसने बदला", "at:07:30"),
        ("dns-mail ko raat 11 baje kisne badla", "at:23:00"),
        ("dns-mail ko paune nau baje kisne badla", "at:08:45"),
        ("dns-mail को शाम 4 बजे से किसने बदला", "since:16:00"),
        ("dns-mail को गुरुवार से पहले किसने बदला", "before:thursday"),
        ("谁在夜里两点动过dns-mail", "at:02:00"),
        ("谁在八点三刻动过dns-mail", "at:08:45"),
        ("周二到现在谁动过dns-mail", "since:tuesday"),
        ("上周五谁动过dns-mail", "at:last-friday"),
        ("黑五前dns-mail内存够用吗", "before:black-friday"),
        ("dns-mailを深夜2時に変えたのは誰", "at:02:00"),
        ("先週の火曜にdns-mailを変えたのは誰", "at:last-tuesday"),
        ("火曜〜木曜にdns-mailを変えたのは誰", "between:tuesday..thursday"),
        ("昼休みからdns-mailを変えたのは誰", "since:lunch"),
        ("upi-bridge को जनवरी में कितनी memory चाहिए होगी", "at:january"),
        ("누가 목욜부터 dns-mail 바꿨어", "since:thursday"),
        ("누가 지난주 수요일에 dns-mail 바꿨어", "at:last-wednesday"),
        ("3분기에 dns-mail 메모리 얼마나 필요할까", "at:q3"),
        ("블프 전에 dns-mail 메모리 부족해질까", "before:black-friday"),
    ],
)
def test_moments_as_they_are_said(recogniser: Recogniser, text: str, time: str) -> None:
    assert recogniser.frame(text).values("time_range") == (time,)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("scale checkout to 7 replicas", "7"),
        ("отмасштабируй checkout до трёх реплик", "3"),
    ],
)
def test_what_is_counted_is_no_time_of_day(recogniser: Recogniser, text: str, count: str) -> None:
    frame = recogniser.frame(text)
    assert (frame.values("count"), frame.values("time_range")) == ((count,), ())
