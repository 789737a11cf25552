namespace Surety.Integration.Tests;

/// <summary>A small agreement with one of most things.</summary>
public static class Example
{
    public const string Agreement =
        """
        surety: 1
        agreement: hosting-brook
        version: 1
        parties:
          provider:
            name: Alder Hosting
            contacts:
              service desk: desk@alder.example
          customer:
            name: Brook Books
            tier: gold
            contacts:
              owner: owner@brook.example
        term:
          from: 2026-01-01
          to: 2026-12-31
          time zone: Europe/Berlin
          business days: support hours
          notice: 90 days before the end
        scope:
          tiers: [silver, gold]
          calendars:
            support hours:
              open:
                mon-fri: 08:00-12:00 and 13:00-17:00
              closed:
                - 2026-12-25 Christmas Day
          services:
            shop:
              fee: EUR 400.00 per month
        metrics:
          uptime:
            measures: availability
            of: shop
            observed by: outages
          first response:
            measures: time
            from: opened
            to: first reply by provider
            clock: support hours
        service levels:
          shop is up:
            metric: uptime
            per: month
            target: at least 99.9 %
          response:
            metric: first response
            per: month
            target:
              priority P1: 95 % within 1 h
              priority P2: 90 % within 2 business days
              otherwise: 90 % within 8 h
        reporting:
          service report:
            every: month
            due: 5th business day after
            to: [owner]
        escalation:
          credits:
            outages:
              level: shop is up
              bands:
                - from 99.0 % to below 99.9 %: 10 %
                - below 99.0 %: 25 %
              claim: within 30 days after the end of the month
          rights:
            way out:
              when: shop is up missed in 3 consecutive months
              exercised within: 60 days
              notice: 30 days

        """;
}
