import smtplib
from email.message import EmailMessage

from flask import current_app


def send_receipt(loan):
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = loan.borrower.email
    message["Subject"] = "Your loan"
    message.set_content(f"You have borrowed {loan.book.title}. Bring it back by {loan.due}.\n")
    host = current_app.config["SMTP_HOST"]
    if not host:
        print(message, flush=True)
        return
    try:
        with smtplib.SMTP(host, current_app.config["SMTP_PORT"], timeout=10) as server:
            server.send_message(message)
    except (OSError, smtplib.SMTPException):
        # The loan stands all the same.
        current_app.logger.exception("No receipt for loan %s", loan.id)
