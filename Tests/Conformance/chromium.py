"""Debian's Chromium without a window, and the double's pages as a person goes through them in it."""

import contextlib
import json
import os
import shutil

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import WebDriverWait
from stand_in import PASSWORD


@contextlib.contextmanager
def chromium(profile):
    """A browser that keeps what it keeps in the folder `profile`."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in (
        "--headless=new",
        f"--user-data-dir={profile}",
        # A container's /dev/shm may be small, and what the machine has set for the world outside does not count here.
        "--disable-dev-shm-usage",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ):
        options.add_argument(argument)
    # Chromium has no sandbox for root.
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    # The double's certificate was made for this run.
    options.accept_insecure_certs = True
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.set_page_load_timeout(60)
        yield driver
    finally:
        driver.quit()


class Person:
    """Somebody in front of a tab of the browser."""

    def __init__(self, driver):
        self.driver = driver
        driver.switch_to.new_window("tab")

    def see(self, element):
        return WebDriverWait(self.driver, 60).until(expected.presence_of_element_located((By.ID, element)))

    def press(self, button):
        self.see(button).click()

    def sign_in(self, url, name, password=PASSWORD):
        self.driver.get(url)
        self.see("username").send_keys(name)
        self.driver.find_element(By.ID, "password").send_keys(password)
        self.press("sign-in")

    def wait_for_title(self, title):
        WebDriverWait(self.driver, 60).until(expected.title_is(title))

    def wait_for_address(self, beginning):
        WebDriverWait(self.driver, 60).until(lambda driver: driver.current_url.startswith(beginning))

    @property
    def text(self):
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def history(self):
        """The addresses that this tab can go back and forth to."""
        entries = self.driver.execute_cdp_cmd("Page.getNavigationHistory", {})["entries"]
        return [entry["url"] for entry in entries]

    def requests(self):
        """All that the tab asked for since this was last asked, redirects too: method, address, body."""
        for line in self.driver.get_log("performance"):
            message = json.loads(line["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                request = message["params"]["request"]
                yield request["method"], request["url"], request.get("postData", "")
